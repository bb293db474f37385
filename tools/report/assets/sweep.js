// sweep.js -- the page of a sweep.
(function (suanli) {
  "use strict";
  suanli.sweep = { page: () => [] };
})(window.suanli = window.suanli || {});

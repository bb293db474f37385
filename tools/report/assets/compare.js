// compare.js -- several runs on one page, measured against the first one.
(function (suanli) {
  "use strict";
  suanli.compare = { page: () => [] };
})(window.suanli = window.suanli || {});

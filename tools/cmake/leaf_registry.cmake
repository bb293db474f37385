# leaf_registry.cmake -- the folder is the registry: a constinit table made from the file names of a leaf folder.
#
# suanli_leaf_registry(TARGET FOLDER NAMESPACE TYPE HEADER) adds every FOLDER/NAME.cpp to TARGET and generates
#   std::span<const TYPE* const> suanli::NAMESPACE::entries()
# over the objects suanli::NAMESPACE::NAME_entry, by name. A file without its entry is a link error.
function(suanli_leaf_registry target folder namespace type header)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp")
  list(SORT sources)
  set(declarations "")
  set(rows "")
  foreach(source IN LISTS sources)
    get_filename_component(name "${source}" NAME_WE)
    string(APPEND declarations "extern const ${type} ${name}_entry;\n")
    string(APPEND rows "    &${name}_entry,\n")
  endforeach()
  set(generated "${PROJECT_BINARY_DIR}/generated/${namespace}_entries.cpp")
  file(CONFIGURE OUTPUT "${generated}" CONTENT
"// Generated from the file names in ${folder}/ by leaf_registry.cmake.
#include <span>

#include \"${header}\"

namespace suanli::${namespace} {

${declarations}
namespace {
constinit const ${type}* const table[] = {
${rows}};
}  // namespace

std::span<const ${type}* const> entries() {
  return table;
}

}  // namespace suanli::${namespace}
" @ONLY)
  target_sources(${target} PRIVATE ${sources} "${generated}")
endfunction()

// page.h -- one HTML page that needs nothing else: skeleton, style, scripts and data.
#pragma once

#include <string>
#include <string_view>

namespace suanli::page {

// `data` is what JsonText wrote. The page's content security policy names the hash of each of its scripts and styles and allows nothing else.
std::string html_page(std::string_view title, std::string_view data);

// Text inside an HTML element.
std::string escaped(std::string_view text);

// The bytes that pairs of hexadecimal digits stand for, in base64 (RFC 4648).
std::string base64_of_hexadecimal(std::string_view digits);

}  // namespace suanli::page

#include "app/external_image.hpp"

#include "app/limits.hpp"

#include <limner/base64.hpp>
#include <limner/error.hpp>
#include <limner/file.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <istream>

namespace limner::app {

namespace fs = std::filesystem;

namespace {

constexpr Millis fetch_timeout{60'000};
constexpr std::string_view file_scheme = "file://";
constexpr std::string_view image_limit = "limits.image_bytes";

Error refused_picture(std::string_view place, std::string_view why) {
  Error error(ErrorCode::invalid_input, "{} {}", place, why);
  error.with_help("give a PNG, JPEG or WebP: a path, -, https://…, data:… or artifact:ID");
  return error;
}

std::string read_picture_file(const Context& context, const std::string& reference,
                              std::uint64_t limit) {
  const fs::path path = resolve_reference_path(context, reference);
  check_file_size(context, image_limit, redacted_reference(reference), path);
  try {
    return read_file(path, limit);
  } catch (const Error& error) {
    throw Error(ErrorCode::invalid_input, "{}", error.what())
        .with_help("give the path of a PNG, JPEG or WebP file; limner was started in " +
                   context.directory.string());
  }
}

std::string read_stdin(const Context& context, std::uint64_t limit) {
  std::string bytes;
  std::array<char, 1 << 16> buffer{};
  std::istream& in = context.in;
  while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0) {
    bytes.append(buffer.data(), static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > limit)
      throw above_limit(context, image_limit, "stdin", fmt::format("at least {}", bytes.size()));
  }
  return bytes;
}

// Decodes "%20"; invalid escapes are left unchanged.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned code = 0;
    const char* digits = text.data() + at + 1;
    const bool escape = text[at] == '%' && at + 2 < text.size() &&
                        std::from_chars(digits, digits + 2, code, 16).ptr == digits + 2;
    plain += escape ? static_cast<char>(code) : text[at];
    if (escape) at += 2;
  }
  return plain;
}

std::string read_data(const Context& context, const std::string& reference, std::uint64_t limit) {
  const std::optional<Bytes> bytes = data_uri_bytes(reference);
  if (!bytes)
    throw refused_picture("the data: URI",
                          "is not of the form data:image/png;base64,…, or not base64");
  if (bytes->size() > limit)
    throw above_limit(context, image_limit, "the data: URI", fmt::format("{}", bytes->size()));
  return std::string(as_text(*bytes));
}

std::vector<std::string> trusted_hosts(const Context& context) {
  std::vector<std::string> hosts;
  std::string_view text = context.settings.text("references.allow_hosts");
  while (!text.empty()) {
    const std::size_t length = std::min(text.find(','), text.size());
    hosts.emplace_back(text.substr(0, length));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return hosts;
}

// Sends no key, cookie or user name.
std::string fetch_picture(const Context& context, const std::string& url, std::uint64_t limit) {
  const std::string place = net::redact_url(url);
  if (context.settings.is_on("offline") || !context.http) {
    throw Error(ErrorCode::usage, "{} would have to be fetched, and --offline opens no connection",
                place)
        .with_help("save the picture first, and give its path");
  }
  const std::string hint = "; " + how_to_raise(image_limit);
  const net::HttpAnswer answer = context.http().send({.url = url,
                                                      .timeout = fetch_timeout,
                                                      .max_body = limit,
                                                      .max_body_hint = hint,
                                                      .save_in = open_blobs(context).scratch(),
                                                      .redirect_hosts = {"*"},
                                                      .public_only = true,
                                                      .trusted_hosts = trusted_hosts(context)},
                                                     context.stop.get_token());
  std::string bytes = answer.status == 200 ? read_file(answer.file, limit) : "";
  std::error_code ignored;
  fs::remove(answer.file, ignored);
  if (answer.status != 200) throw refused_picture(place, fmt::format("answers {}", answer.status));
  return bytes;
}

std::string read_reference(const Context& context, const std::string& reference) {
  const std::uint64_t limit = input_limits(context).bytes;
  switch (kind_of_reference(reference)) {
    case ReferenceKind::standard_input: return read_stdin(context, limit);
    case ReferenceKind::url: return fetch_picture(context, reference, limit);
    case ReferenceKind::data_uri: return read_data(context, reference, limit);
    default: return read_picture_file(context, reference, limit);
  }
}

// Decodes the whole picture: what is broken must not reach a provider.
void check_picture(ExternalImage& picture, const image::ImageLimits& limits) try {
  const auto bytes = as_bytes(picture.bytes);
  picture.transparent = has_transparency(image::decode(bytes, limits));
  picture.info = image::probe(bytes).value();
} catch (const Error& error) {
  throw Error(ErrorCode::invalid_input, "{}: {}", picture.place, error.what())
      .with_help(std::string(error.help()));
}

// The last part of a path or URL, or the kind of file.
std::string picture_name(const std::string& place, const image::ImageInfo& info) {
  std::string name = fs::path(place).filename().string();
  if (name.find('.') != std::string::npos && name.find(':') == std::string::npos) return name;
  return fmt::format("reference.{}", extension_of(image::media_type_of(info.format)));
}

}  // namespace

ReferenceKind kind_of_reference(std::string_view reference) {
  if (reference == "-") return ReferenceKind::standard_input;
  if (reference.starts_with("artifact:")) return ReferenceKind::artifact;
  if (reference.starts_with("data:")) return ReferenceKind::data_uri;
  if (reference.starts_with("https://") || reference.starts_with("http://"))
    return ReferenceKind::url;
  if (reference.find("://") == std::string_view::npos || reference.starts_with("file:///"))
    return ReferenceKind::path;
  throw Error(ErrorCode::usage, "no picture is taken from {}", net::redact_url(reference))
      .with_help("give a path, -, https://…, data:… or artifact:ID");
}

std::string redacted_reference(const std::string& reference) {
  switch (kind_of_reference(reference)) {
    case ReferenceKind::standard_input: return "stdin";
    case ReferenceKind::url: return net::redact_url(reference);
    case ReferenceKind::data_uri: return reference.substr(0, reference.find_first_of(";,"));
    default: return reference;
  }
}

fs::path resolve_reference_path(const Context& context, const std::string& reference) {
  if (!reference.starts_with(file_scheme)) return context.directory / reference;
  return unescaped(std::string_view(reference).substr(file_scheme.size()));
}

ExternalImage read_external_image(const Context& context, const std::string& reference) {
  const std::string place = redacted_reference(reference);
  ExternalImage picture{.bytes = read_reference(context, reference),
                        .info = {},
                        .transparent = false,
                        .place = place,
                        .name = ""};
  check_picture(picture, input_limits(context));
  picture.name = picture_name(place, picture.info);
  return picture;
}

}  // namespace limner::app

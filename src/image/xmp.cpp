// XMP packets, and the metadata chunks of WebP files.
#include "image/codec.hpp"

#include <limner/utf8.hpp>

#include <webp/mux.h>

#include <memory>
#include <new>
#include <stdexcept>
#include <string>

namespace limner::image {

namespace {

constexpr const char* chunk_name = "XMP ";

constexpr std::string_view opening = R"(<?xpacket begin=")"
                                     "\xEF\xBB\xBF"
                                     R"(" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmlns:limner="urn:limner:provenance:1:">
)";
constexpr std::string_view closing = R"(  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
)";
constexpr std::string_view source_types = "http://cv.iptc.org/newscodes/digitalsourcetype/";

// Characters that XML 1.0 cannot represent are dropped.
bool is_writable(char32_t code) {
  const bool delete_or_c1 = code >= 0x7f && code <= 0x9f;
  return !is_control(code) && !delete_or_c1 && code != 0xfffe && code != 0xffff;
}

std::string escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Character next = first_character(text);
    const std::string_view as_written = text.substr(0, next.bytes);
    text.remove_prefix(next.bytes);
    if (!next.valid) {
      append_utf8(out, U'\ufffd');
    } else if (next.code == '&') {
      out += "&amp;";
    } else if (next.code == '<') {
      out += "&lt;";
    } else if (next.code == '>') {
      out += "&gt;";
    } else if (is_writable(next.code)) {
      out += as_written;
    }
  }
  return out;
}

// `before` and `after`: an RDF list around the value, or nothing.
void add(std::string& packet, std::string_view element, std::string_view before,
         std::string_view value, std::string_view after) {
  if (value.empty()) return;
  packet += fmt::format("   <{0}>{1}{2}{3}</{0}>\n", element, before, escaped(value), after);
}

struct DeleteMux {
  void operator()(WebPMux* mux) const { WebPMuxDelete(mux); }
};
using Mux = std::unique_ptr<WebPMux, DeleteMux>;

WebPData view(std::span<const std::byte> bytes) {
  return {raw(bytes), bytes.size()};
}

Mux open_mux(std::span<const std::byte> webp) {
  const WebPData data = view(webp);
  Mux mux(WebPMuxCreate(&data, 0));
  if (!mux) throw broken(webp_codec, "its chunks make no sense or are cut off");
  return mux;
}

struct MuxOutput {
  WebPData data{};
  MuxOutput() = default;
  MuxOutput(const MuxOutput&) = delete;
  MuxOutput& operator=(const MuxOutput&) = delete;
  ~MuxOutput() { WebPDataClear(&data); }
};

Bytes assemble(const Mux& mux) {
  MuxOutput out;
  const WebPMuxError assembled = WebPMuxAssemble(mux.get(), &out.data);
  if (assembled == WEBP_MUX_MEMORY_ERROR) throw std::bad_alloc();
  if (assembled != WEBP_MUX_OK) throw broken(webp_codec, "its chunks do not fit together");
  const auto* first = reinterpret_cast<const std::byte*>(out.data.bytes);
  return Bytes(first, first + out.data.size);
}

Bytes chunk_in(const Mux& mux, const char* name) {
  WebPData content{};
  if (WebPMuxGetChunk(mux.get(), name, &content) != WEBP_MUX_OK) return {};
  const auto* first = reinterpret_cast<const std::byte*>(content.bytes);
  return Bytes(first, first + content.size);
}

// The mux refers to `content` until it is assembled. False when there is nothing to set.
bool set_chunk(const Mux& mux, const char* name, ByteView content) {
  if (content.empty()) return false;
  const WebPData data = view(content);
  const WebPMuxError set = WebPMuxSetChunk(mux.get(), name, &data, 0);
  if (set == WEBP_MUX_MEMORY_ERROR) throw std::bad_alloc();
  if (set != WEBP_MUX_OK) throw broken(webp_codec, "its metadata cannot be changed");
  return true;
}

}  // namespace

std::string xmp_packet(const XmpFields& fields) {
  const std::string source_type =
      fields.digital_source_type.empty()
          ? ""
          : fmt::format("{}{}", source_types, fields.digital_source_type);
  std::string packet(opening);
  add(packet, "dc:creator", "<rdf:Seq><rdf:li>", fields.creator, "</rdf:li></rdf:Seq>");
  add(packet, "dc:rights", "<rdf:Alt><rdf:li xml:lang=\"x-default\">", fields.rights,
      "</rdf:li></rdf:Alt>");
  add(packet, "xmpRights:WebStatement", "", fields.web_statement, "");
  add(packet, "xmp:CreateDate", "", fields.created, "");
  add(packet, "xmp:CreatorTool", "", "limner", "");
  add(packet, "Iptc4xmpExt:DigitalSourceType", "", source_type, "");
  add(packet, "limner:prompt", "", fields.prompt, "");
  add(packet, "limner:model", "", fields.model, "");
  add(packet, "limner:runId", "", fields.run_id, "");
  return packet.append(closing);
}

Bytes strip_webp(ByteView bytes) {
  const Mux mux = open_mux(bytes);
  for (const char* chunk : {"EXIF", chunk_name, "ICCP"}) WebPMuxDeleteChunk(mux.get(), chunk);
  return assemble(mux);
}

Metadata read_webp_metadata(ByteView bytes) {
  Metadata metadata;
  const WebPData data = view(bytes);
  const Mux mux(WebPMuxCreate(&data, 0));
  if (!mux) return metadata;
  metadata.exif = chunk_in(mux, "EXIF");
  metadata.xmp = as_text(chunk_in(mux, chunk_name));
  metadata.icc = chunk_in(mux, "ICCP");
  return metadata;
}

LabelledImage write_webp_metadata(Bytes bytes, const Metadata& metadata) {
  LabelledImage labelled{{}, {}};
  if (!metadata.comments.empty()) labelled.left_out.push_back("comments");
  const Mux mux = open_mux(bytes);
  bool changed = set_chunk(mux, "EXIF", metadata.exif);
  changed = set_chunk(mux, "ICCP", metadata.icc) || changed;
  changed = set_chunk(mux, chunk_name, as_bytes(metadata.xmp)) || changed;
  labelled.bytes = changed ? assemble(mux) : std::move(bytes);
  return labelled;
}

}  // namespace limner::image

#include "provider/fal.hpp"

#include "provider/fal_input.hpp"
#include "provider/line.hpp"
#include "provider/usage_cost.hpp"

#include <limner/json.hpp>

#include <algorithm>

namespace limner {

namespace {

using nlohmann::json;

constexpr Millis first_pause{500};
constexpr Millis longest_pause{2000};
constexpr Millis longest_wait{30 * 60'000};
constexpr int most_failures = 8;  // in a row, of questions that cost nothing

// `detail` is a list of findings, or a text.
Complaint complaint_of(const json& body) {
  const json& detail = member_at(body, "detail");
  const json finding = detail.is_array() && !detail.empty() ? detail.front() : json();
  return {.code = text_at(finding, "type"),
          .type = text_at(body, "error_type"),
          .message = detail.is_string() ? detail.get<std::string>() : text_at(finding, "msg")};
}

const LineFacts facts{.company = {.name = "fal",
                                  .title = "fal",
                                  .key_help = "see which key is used: limner keys ls",
                                  .errors_are_free = true},
                      .own_url = "https://queue.fal.run",
                      .key_header = "Authorization",
                      .key_prefix = "Key ",
                      .complaint = complaint_of,
                      .hosts = {".fal.run", ".fal.ai"},
                      .file_hosts = {".fal.media", ".fal.run", ".fal.ai"}};

// What is left to ask about a call that fal has taken.
struct Ticket {
  std::string id, status_url, response_url, cancel_url;

  json remote() const {
    return {{"id", id},
            {"status_url", status_url},
            {"response_url", response_url},
            {"cancel_url", cancel_url}};
  }
};

Ticket ticket_of(const Line& line, const json& body, const char* id) {
  Ticket ticket{.id = text_at(body, id),
                .status_url = text_at(body, "status_url"),
                .response_url = text_at(body, "response_url"),
                .cancel_url = text_at(body, "cancel_url")};
  for (const std::string& url : {ticket.status_url, ticket.response_url, ticket.cancel_url}) {
    if (!line.is_own(url)) {
      throw unreadable(facts.company, Error(ErrorCode::generation_failed,
                                            "points to {}, which is not its own", shown_url(url)));
    }
  }
  return ticket;
}

json parsed(std::string_view text) {
  try {
    return parse_json(text, "the answer");
  } catch (const Error& error) {
    throw unreadable(facts.company, error);
  }
}

CallError still_open(std::string_view why) {
  Error error(ErrorCode::in_doubt, "fal has taken the request, but {}", why);
  return CallError(error.with_help("what is there is fetched later: limner doubts ls"),
                   Billing::unknown);
}

// A question that costs nothing is asked again when it was not answered.
HttpAnswer look(const Line& line, const HttpRequest& request, const std::stop_token& stop) {
  Millis wait = first_pause;
  for (int failures = 1;; ++failures) {
    std::string why;
    try {
      HttpAnswer answer = line.look(request, stop);
      const bool again = answer.status >= 500 || answer.status == 429 || answer.status == 408;
      if (!again || failures == most_failures) return answer;
      discard(answer.file);
    } catch (const HttpError& error) {
      if (failures == most_failures || stop.stop_requested()) throw still_open(error.what());
    }
    if (!pause(line.clock(), wait, stop)) throw still_open("it was stopped");
    wait = std::min(wait * 2, 8 * longest_pause);
  }
}

Ticket submit(const Line& line, const ModelCall& call, const std::stop_token& stop) {
  const std::string body =
      fal_input(*call.model, call.operation).dump(-1, ' ', false, json::error_handler_t::replace);
  const HttpAnswer answer = line.ask({.method = "POST",
                                      .url = line.url("/" + call.model->api_model),
                                      .headers = {{"Content-Type", "application/json"}},
                                      .body = body},
                                     {}, stop);
  Ticket ticket = ticket_of(line, parsed(answer.body), "request_id");
  call.log->accepted(ticket.remote());
  return ticket;
}

// A stopped call is taken back; whether in time is not known.
[[noreturn]] void cancel(const Line& line, const Ticket& ticket) {
  try {
    line.look({.method = "PUT", .url = ticket.cancel_url}, {});
  } catch (const HttpError&) {
    // Nothing more can be done: it stays open either way.
  }
  Error error(ErrorCode::interrupted, "stopped while fal was at work");
  throw CallError(error.with_help("see what became of it: limner doubts ls"), Billing::unknown);
}

bool is_done(const Line& line, const Ticket& ticket, const std::stop_token& stop) {
  try {
    const HttpAnswer answer = look(line, {.url = ticket.status_url + "?logs=0"}, stop);
    if (answer.status >= 400)
      throw still_open(fmt::format("does not tell how it stands ({})", answer.status));
    return text_at(parsed(answer.body), "status") == "COMPLETED";
  } catch (const CallError&) {
    if (stop.stop_requested()) cancel(line, ticket);
    throw;
  }
}

void wait_for(const Line& line, const Ticket& ticket, const std::stop_token& stop) {
  const Millis start = line.clock().uptime();
  Millis wait = first_pause;
  for (;;) {
    if (stop.stop_requested()) cancel(line, ticket);
    if (is_done(line, ticket, stop)) return;
    if (line.clock().uptime() - start > longest_wait) throw still_open("is not done with it");
    if (!pause(line.clock(), wait, stop)) cancel(line, ticket);
    wait = std::min(wait * 3 / 2, longest_pause);
  }
}

// What the model says went wrong. 5xx are not charged; for the rest the units tell, or
// nobody does.
[[noreturn]] void refuse_result(const Line& line, const HttpAnswer& answer) {
  const CallError said = line.refusal(answer);
  discard(answer.file);
  const std::string_view units = answer.header("x-fal-billable-units");
  if (answer.status >= 500) throw CallError(said, Billing::unbilled_error);
  if (units.empty()) throw CallError(said, Billing::unknown);
  throw CallError(said, units == "0" ? Billing::rejected : Billing::billed_unusable);
}

// The URLs of the answer: of `image`, or of each of `images` that is not flagged.
struct Found {
  std::vector<json> files;
  bool flagged = false;
};

Found find_files(const json& document) {
  Found found;
  if (const json& image = member_at(document, "image"); image.is_object())
    found.files.push_back(image);
  const json& flags = member_at(document, "has_nsfw_concepts");
  for (std::size_t number = 0; const json& image : member_at(document, "images")) {
    const bool flag = flags.is_array() && number < flags.size() && flags[number] == true;
    ++number;
    found.flagged = found.flagged || flag;
    if (!flag) found.files.push_back(image);
  }
  return found;
}

Bytes fetch(const Line& line, const ModelCall& call, const std::string& url,
            const std::stop_token& stop) {
  Millis wait = first_pause;
  for (int failures = 1;; ++failures) {
    try {
      return line.fetch(url, call.log->scratch(), stop);
    } catch (const Error& error) {
      const bool again = error.code() == ErrorCode::provider_unavailable;
      if (!again || failures == most_failures / 2 || !pause(line.clock(), wait, stop))
        throw still_open(fmt::format("its picture cannot be fetched: {}", error.what()));
    }
    wait *= 2;
  }
}

ModelAnswer answer_in(const Line& line, const ModelCall& call, const std::filesystem::path& path,
                      const std::stop_token& stop) {
  const AnswerFile file = read_answer(facts.company, path, {});
  const Found found = find_files(file.document);
  if (found.files.empty() && found.flagged) {
    throw unusable(facts.company, ErrorCode::unsafe_image_request,
                   "made a picture and blackened it: its safety check was not content");
  }
  std::vector<Picture> pictures;
  for (const json& image : found.files) {
    pictures.push_back({.bytes = fetch(line, call, text_at(image, "url"), stop),
                        .media_type = text_at(image, "content_type")});
  }
  ModelAnswer answer;
  answer.images = usable(facts.company, std::move(pictures));
  answer.output_type = "image";
  answer.details = json::object();
  if (member_at(file.document, "seed").is_number()) answer.details["seed"] = file.document["seed"];
  if (std::holds_alternative<GenerateImage>(call.operation))
    answer.digital_source_type = "trainedAlgorithmicMedia";
  return answer;
}

ModelAnswer take_result(const Line& line, const ModelCall& call, const Ticket& ticket,
                        const std::stop_token& stop) {
  wait_for(line, ticket, stop);
  const HttpAnswer answer =
      look(line, {.url = ticket.response_url, .save_in = call.log->scratch()}, stop);
  if (answer.status < 200 || answer.status >= 300) refuse_result(line, answer);
  const std::string units(answer.header("x-fal-billable-units"));
  ModelAnswer made =
      answer_in(line, call, call.log->answered(answer.file, answer.header("content-type")), stop);
  made.request_id = ticket.id;
  made.charged = cost_of_units(*call.model, units);
  if (!units.empty()) made.usage = {{"billable_units", units}};
  return made;
}

class FalProvider : public Provider {
 public:
  explicit FalProvider(const Network& network) : network_(network) {}

  std::string_view name() const override { return facts.company.name; }
  bool embedded() const override { return false; }

  ModelAnswer call(const ModelCall& call, std::stop_token stop) override {
    const Line line(network_, facts);
    return take_result(line, call, submit(line, call, stop), stop);
  }

  ModelAnswer collect(const ModelCall& call, const Remains& remains,
                      std::stop_token stop) override {
    const Line line(network_, facts);
    if (remains.answer) return answer_in(line, call, *remains.answer, stop);
    if (remains.remote.is_null()) return Provider::collect(call, remains, stop);
    return take_result(line, call, ticket_of(line, remains.remote, "id"), stop);
  }

 private:
  const Network& network_;
};

}  // namespace

std::unique_ptr<Provider> make_fal_provider(const Network& network) {
  return std::make_unique<FalProvider>(network);
}

}  // namespace limner

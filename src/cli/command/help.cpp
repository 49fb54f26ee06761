// limner help [TOPIC|COMMAND]
#include "cli/command/commands.hpp"
#include "cli/render/format.hpp"
#include "cli/render/help_page.hpp"
#include "cli/render/topics.hpp"

#include <limner/error.hpp>
#include <limner/suggest.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

namespace limner::cli {

namespace {

const CLI::App* find_command(const CLI::App& group, const std::vector<std::string>& words) {
  const CLI::App* here = &group;
  for (const std::string& word : words) {
    const auto children =
        here->get_subcommands([&](const CLI::App* child) { return child->get_name() == word; });
    if (children.empty()) return nullptr;
    here = children.front();
  }
  return here;
}

// A symbol that becomes longer in ASCII takes its columns from the gap to the next column.
std::string aligned_for_locale(const std::string& text, const Output& output) {
  if (output.unicode) return text;
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::string ascii = for_locale(line, output);
    const auto longer =
        static_cast<std::size_t>(std::max(0, display_width(ascii) - display_width(line)));
    const std::size_t first = ascii.find_first_not_of(' ');
    const std::size_t gap = first == std::string::npos ? first : ascii.find("  ", first);
    const std::size_t end = gap == std::string::npos ? gap : ascii.find_first_not_of(' ', gap);
    if (end != std::string::npos && line.find_first_of("\xE2") < gap && end - gap > longer + 1)
      ascii.erase(gap, longer);
    result += ascii + '\n';
  }
  return result;
}

void list_topics(const Session& session, const CLI::App& program) {
  session.out.text << help_page(program, session.out) << '\n'
                   << session.out.paint(TextStyle::strong, "Topics of limner help TOPIC") << '\n';
  for (const Topic& topic : topics())
    session.out.text << fmt::format("  {:<14}{}\n", topic.name, topic.summary);
}

void print_help(const Session& session, const CLI::App& program,
                const std::vector<std::string>& words) {
  if (words.empty()) return list_topics(session, program);
  if (const Topic* topic = words.size() == 1 ? find_topic(words[0]) : nullptr) {
    session.out.text << aligned_for_locale(topic_text(*topic), session.out);
    return;
  }
  if (const CLI::App* command = find_command(program, words)) {
    session.out.text << help_page(*command, session.out);
    return;
  }
  std::vector<std::string> names;
  for (const Topic& topic : topics()) names.emplace_back(topic.name);
  for (const CLI::App* child : program.get_subcommands({})) names.push_back(child->get_name());
  const std::string near = nearest(words[0], names);
  throw Error(ErrorCode::usage, "no help topic \"{}\"", fmt::join(words, " "))
      .with_help(near.empty() ? "list the topics: limner help"
                              : fmt::format("did you mean \"limner help {}\"?", near));
}

}  // namespace

void add_help(CLI::App& app, Session& session) {
  const auto words = std::make_shared<std::vector<std::string>>();
  CLI::App* command = add_command(app, "help", "Show help for a topic or a command",
                                  {"limner help exit-codes", "limner help runs show"});
  command->add_option("topic", *words, "A topic or a command")->type_name("TOPIC");
  command->callback([words, &app, &session] { print_help(session, app, *words); });
}

}  // namespace limner::cli

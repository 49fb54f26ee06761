// provider_server --port N --script FILE --log FILE: prints its base URL, and serves
// until it is killed.
#include "provider_server/provider_server.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>

int main(int argc, char** argv) {
  using namespace limner::provider_server;
  signal(SIGPIPE, SIG_IGN);
  ServerOptions options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    if (flag == "--port") options.port = std::atoi(argv[i + 1]);
    if (flag == "--log") options.log = argv[i + 1];
    if (flag == "--script") {
      std::ifstream file(argv[i + 1]);
      options.script = nlohmann::json::parse(file);
    }
  }
  const ProviderServer server(options);
  std::cout << server.base() << std::endl;
  pause();
}

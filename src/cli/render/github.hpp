// Annotations that GitHub Actions shows beside the file they are about.
#pragma once

#include <limner/error.hpp>

#include <string>

namespace limner::cli {

// One "::error …" line for each problem, at most ten: GitHub shows no more.
std::string annotations(const Error& error);

}  // namespace limner::cli

// Stand-ins for what makes a run hard to repeat: time, chance, the providers and
// whoever listens.
#pragma once

#include "fakes/basics.hpp"
#include "fakes/events.hpp"
#include "fakes/provider.hpp"

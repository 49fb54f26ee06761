// Fakes of the interfaces of a run: clock, ids, providers and event sinks.
#pragma once

#include "fakes/basics.hpp"
#include "fakes/events.hpp"
#include "fakes/provider.hpp"

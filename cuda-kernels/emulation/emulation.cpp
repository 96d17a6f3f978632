// Fibers of one block: each runs until it waits for others or ends; the scheduler then takes the
// next by the schedule. A group is released when all of it waits at the same place.
#include "emulation.h"

#include <setjmp.h>
#include <ucontext.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace emulation {

Place place;

namespace {

const size_t STACK_BYTES = 64 << 10;
const size_t SHARED_BYTES = 48 << 10;
const unsigned MOST_THREADS = 1024;

enum State { READY, AT_BARRIER, IN_WARP, DONE };

// Begins once and then runs one thread after another. The system's contexts only begin it: they
// keep signal masks, at two system calls a switch, which jumps do not.
struct Fiber {
  ucontext_t context;
  jmp_buf place;
  bool begun = false;
  std::unique_ptr<char[]> stack{new char[STACK_BYTES]};
  State state = DONE;
  dim3 thread;
  int line;
  uint32_t mask;
  uint64_t given;
  uint64_t taken[32];
};

const Kernel *kernels;
Schedule order = FORWARD;
std::mt19937 random;
std::vector<std::unique_ptr<Fiber>> fibers;
unsigned current;
jmp_buf scheduler;
const Kernel *running;
const void *arguments;
std::map<const void *, std::vector<char>> memory;
std::string problem;

std::string describe(const char *what, int line) {
  char text[200];
  snprintf(text, sizeof text, "%s: thread (%u,%u,%u) of block (%u,%u,%u), line %d: %s",
           running->name, place.thread.x, place.thread.y, place.thread.z, place.block.x,
           place.block.y, place.block.z, line, what);
  return text;
}

void leave() {
  if (_setjmp(fibers[current]->place) == 0) {
    _longjmp(scheduler, 1);
  }
}

// Leaves the fiber for good: the launch ends with the message.
void refuse(const char *what, int line) {
  problem = describe(what, line);
  leave();
}

void wait(State state, int line) {
  Fiber &own = *fibers[current];
  own.state = state;
  own.line = line;
  leave();
}

void body() {
  for (;;) {
    running->body(arguments);
    fibers[current]->state = DONE;
    leave();
  }
}

// Runs the current fiber until it leaves.
void enter() {
  Fiber &fiber = *fibers[current];
  if (_setjmp(scheduler) != 0) {
    return;
  }
  if (fiber.begun) {
    _longjmp(fiber.place, 1);
  }
  fiber.begun = true;
  setcontext(&fiber.context);
}

std::vector<unsigned> permutation(unsigned count) {
  std::vector<unsigned> indices(count);
  for (unsigned i = 0; i < count; i++) {
    indices[i] = order == REVERSE ? count - 1 - i : i;
  }
  if (order == RANDOM) {
    std::shuffle(indices.begin(), indices.end(), random);
  }
  return indices;
}

// Whether all threads wait at one barrier; those that ended never come.
bool releaseBlock(unsigned threads) {
  for (unsigned i = 0; i < threads; i++) {
    if (fibers[i]->state != AT_BARRIER || fibers[i]->line != fibers[0]->line) {
      return false;
    }
  }
  for (unsigned i = 0; i < threads; i++) {
    fibers[i]->state = READY;
  }
  return true;
}

// Whether the lanes that the first waiting lane named all wait at its place. A warp may lack its last
// lanes, where the block ends; one whose thread returned is missed.
bool releaseLanes(unsigned begin, unsigned threads, unsigned first) {
  const uint32_t mask = fibers[first]->mask;
  for (unsigned i = 0; i < 32; i++) {
    if ((mask >> i & 1) && begin + i < threads) {
      const Fiber &other = *fibers[begin + i];
      if (other.state != IN_WARP || other.mask != mask || other.line != fibers[first]->line) {
        return false;
      }
    }
  }
  for (unsigned i = 0; i < 32 && begin + i < threads; i++) {
    if (mask >> i & 1) {
      Fiber &taker = *fibers[begin + i];
      taker.state = READY;
      for (unsigned from = 0; from < 32; from++) {
        const bool gives = (mask >> from & 1) && begin + from < threads;
        taker.taken[from] = gives ? fibers[begin + from]->given : ~UINT64_C(0);
      }
    }
  }
  return true;
}

bool releaseWarps(unsigned threads) {
  bool released = false;
  for (unsigned i = 0; i < threads; i++) {
    if (fibers[i]->state == IN_WARP) {
      released |= releaseLanes(i & ~31u, threads, i);
    }
  }
  return released;
}

bool someReady(unsigned threads) {
  for (unsigned i = 0; i < threads; i++) {
    if (fibers[i]->state == READY) {
      return true;
    }
  }
  return false;
}

void describeStuck(unsigned threads) {
  for (unsigned i = 0; i < threads; i++) {
    if (fibers[i]->state == AT_BARRIER || fibers[i]->state == IN_WARP) {
      place.thread = fibers[i]->thread;
      problem = describe(fibers[i]->state == AT_BARRIER
                             ? "waits at a barrier that not all threads of the block reach"
                             : "waits for lanes of its mask that never come",
                         fibers[i]->line);
      return;
    }
  }
}

void start(unsigned index, dim3 thread) {
  Fiber &fiber = *fibers[index];
  const bool ended = fiber.begun && fiber.state == DONE;
  fiber.state = READY;
  fiber.thread = thread;
  if (ended) {
    return;
  }
  fiber.begun = false;
  getcontext(&fiber.context);
  fiber.context.uc_stack.ss_sp = fiber.stack.get();
  fiber.context.uc_stack.ss_size = STACK_BYTES;
  fiber.context.uc_link = nullptr;
  makecontext(&fiber.context, body, 0);
}

void runBlock(unsigned threads) {
  memory.clear();
  unsigned index = 0;
  for (unsigned z = 0; z < place.threads.z; z++) {
    for (unsigned y = 0; y < place.threads.y; y++) {
      for (unsigned x = 0; x < place.threads.x; x++) {
        start(index++, dim3(x, y, z));
      }
    }
  }
  do {
    for (unsigned next : permutation(threads)) {
      if (fibers[next]->state == READY) {
        current = next;
        place.thread = fibers[next]->thread;
        enter();
        if (!problem.empty()) {
          return;
        }
      }
    }
  } while (releaseWarps(threads) || releaseBlock(threads) || someReady(threads));
  describeStuck(threads);
}

}  // namespace

Registered::Registered(const char *name, size_t blockBytes, Body body)
    : kernel{name, blockBytes, body, kernels} {
  kernels = &kernel;
}

const Kernel *find(const char *name) {
  const Kernel *kernel = kernels;
  while (kernel != nullptr && strcmp(kernel->name, name) != 0) {
    kernel = kernel->next;
  }
  return kernel;
}

void schedule(Schedule schedule, uint32_t seed) {
  order = schedule;
  random.seed(seed);
}

void *shared(const void *key, size_t bytes) {
  std::vector<char> &found = memory[key];
  if (found.empty()) {
    size_t total = bytes;
    for (const auto &other : memory) {
      total += other.second.size();
    }
    if (total > SHARED_BYTES) {
      refuse("more than 48 KB of shared memory", 0);
    }
    found.assign(bytes, static_cast<char>(0xff));
  }
  return found.data();
}

void barrier(int line) { wait(AT_BARRIER, line); }

void exchange(uint32_t mask, uint64_t word, uint64_t words[32], int line) {
  Fiber &own = *fibers[current];
  if (!(mask >> (current & 31) & 1)) {
    refuse("is not in the mask of its own warp operation", line);
  }
  own.mask = mask;
  own.given = word;
  wait(IN_WARP, line);
  memcpy(words, own.taken, sizeof own.taken);
}

const char *launch(const Kernel *kernel, dim3 blocks, dim3 threads, const void *block) {
  running = kernel;
  arguments = block;
  problem.clear();
  const uint64_t perBlock = static_cast<uint64_t>(threads.x) * threads.y * threads.z;
  const uint64_t count = static_cast<uint64_t>(blocks.x) * blocks.y * blocks.z;
  if (perBlock == 0 || perBlock > MOST_THREADS || count == 0 || blocks.y > 65535 ||
      blocks.z > 65535) {
    problem = std::string(kernel->name) + ": no such grid";
    return problem.c_str();
  }
  while (fibers.size() < perBlock) {
    fibers.emplace_back(new Fiber);
  }
  place.blocks = blocks;
  place.threads = threads;
  for (unsigned index : permutation(static_cast<unsigned>(count))) {
    place.block = dim3(index % blocks.x, index / blocks.x % blocks.y, index / blocks.x / blocks.y);
    runBlock(static_cast<unsigned>(perBlock));
    if (!problem.empty()) {
      return problem.c_str();
    }
  }
  return nullptr;
}

}  // namespace emulation

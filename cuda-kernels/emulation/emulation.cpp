// Fibers of one block, or of those of a cluster: each runs until it waits for others or ends; the scheduler then takes the
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

enum State { READY, AT_BARRIER, AT_CLUSTER, IN_WARP, DONE };

// Begins once and then runs one thread after another. The system's contexts only begin it: they
// keep signal masks, at two system calls a switch, which jumps do not.
struct Fiber {
  ucontext_t context;
  jmp_buf place;
  bool begun = false;
  std::unique_ptr<char[]> stack{new char[STACK_BYTES]};
  State state = DONE;
  dim3 thread;
  dim3 block;
  int line;
  uint32_t mask;
  uint64_t given;
  uint64_t taken[32];
};

const Kernel *kernels;
const Clustered *clusters;
Schedule order = FORWARD;
std::mt19937 random;
// Not destroyed, as all that a launch uses: a process may end while a thread is at it.
std::vector<std::unique_ptr<Fiber>> &fibers = *new std::vector<std::unique_ptr<Fiber>>;
unsigned current;
jmp_buf scheduler;
const Kernel *running;
const void *arguments;
unsigned perBlock;
// Shared memory by the place of its declaration.
typedef std::map<const void *, std::vector<char>> Memory;
// By block of the cluster.
std::vector<Memory> &memory = *new std::vector<Memory>;
std::string &problem = *new std::string;

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

// Whether all of some threads wait at one barrier; those that ended never come.
bool release(State barrier, unsigned begin, unsigned end) {
  for (unsigned i = begin; i < end; i++) {
    if (fibers[i]->state != barrier || fibers[i]->line != fibers[begin]->line) {
      return false;
    }
  }
  for (unsigned i = begin; i < end; i++) {
    fibers[i]->state = READY;
  }
  return true;
}

bool releaseBlocks(unsigned threads) {
  bool released = false;
  for (unsigned begin = 0; begin < threads; begin += perBlock) {
    released |= release(AT_BARRIER, begin, begin + perBlock);
  }
  return released;
}

// Whether the lanes that the first waiting lane named all wait at its place. A warp may lack its last
// lanes, where the block ends; one whose thread returned is missed.
bool releaseLanes(unsigned first) {
  const unsigned block = first / perBlock * perBlock, threads = block + perBlock;
  const unsigned begin = block + ((first - block) & ~31u);
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
      released |= releaseLanes(i);
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
    const State state = fibers[i]->state;
    if (state == AT_BARRIER || state == AT_CLUSTER || state == IN_WARP) {
      place.thread = fibers[i]->thread;
      place.block = fibers[i]->block;
      problem = describe(state == AT_BARRIER
                             ? "waits at a barrier that not all threads of the block reach"
                         : state == AT_CLUSTER
                             ? "waits at a barrier that not all threads of the cluster reach"
                             : "waits for lanes of its mask that never come",
                         fibers[i]->line);
      return;
    }
  }
}

void start(unsigned index, dim3 thread, dim3 block) {
  Fiber &fiber = *fibers[index];
  const bool ended = fiber.begun && fiber.state == DONE;
  fiber.state = READY;
  fiber.thread = thread;
  fiber.block = block;
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

// Blocks side by side in a grid, which may meet each other.
void runBlocks(unsigned first, unsigned count) {
  const dim3 &blocks = place.blocks, &size = place.threads;
  const unsigned threads = count * perBlock;
  memory.assign(count, {});
  for (unsigned index = 0; index < threads; index++) {
    const unsigned x = index % perBlock, block = first + index / perBlock;
    start(index, dim3(x % size.x, x / size.x % size.y, x / size.x / size.y),
          dim3(block % blocks.x, block / blocks.x % blocks.y, block / blocks.x / blocks.y));
  }
  do {
    for (unsigned next : permutation(threads)) {
      if (fibers[next]->state == READY) {
        current = next;
        place.thread = fibers[next]->thread;
        place.block = fibers[next]->block;
        enter();
        if (!problem.empty()) {
          return;
        }
      }
    }
  } while (releaseWarps(threads) || releaseBlocks(threads) || release(AT_CLUSTER, 0, threads) ||
           someReady(threads));
  describeStuck(threads);
}

unsigned clusterOf(const Kernel *kernel) {
  const Clustered *found = clusters;
  while (found != nullptr && found->kernel != kernel) {
    found = found->next;
  }
  return found == nullptr ? 1 : found->blocks;
}

}  // namespace

Registered::Registered(const char *name, size_t blockBytes, Body body)
    : kernel{name, blockBytes, body, kernels} {
  kernels = &kernel;
}

Clustered::Clustered(const Registered &registered, unsigned blocks)
    : kernel(&registered.kernel), blocks(blocks), next(clusters) {
  clusters = this;
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
  Memory &own = memory[current / perBlock];
  std::vector<char> &found = own[key];
  if (found.empty()) {
    size_t total = bytes;
    for (const auto &other : own) {
      total += other.second.size();
    }
    if (total > SHARED_BYTES) {
      refuse("more than 48 KB of shared memory", 0);
    }
    found.assign(bytes, static_cast<char>(0xff));
  }
  return found.data();
}

void *remote(const void *at, unsigned rank, int line) {
  const char *const byte = static_cast<const char *>(at);
  for (const auto &own : memory[current / perBlock]) {
    const std::vector<char> &bytes = own.second;
    if (byte >= bytes.data() && byte < bytes.data() + bytes.size()) {
      if (rank >= memory.size() || memory[rank].count(own.first) == 0) {
        refuse("reaches for shared memory that no block of its cluster has yet", line);
      }
      return memory[rank][own.first].data() + (byte - bytes.data());
    }
  }
  refuse("reaches from what is not in shared memory", line);
  return nullptr;
}

void barrier(int line) { wait(AT_BARRIER, line); }

void clusterBarrier(int line) { wait(AT_CLUSTER, line); }

void exchange(uint32_t mask, uint64_t word, uint64_t words[32], int line) {
  Fiber &own = *fibers[current];
  if (!(mask >> (current % perBlock & 31) & 1)) {
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
  const unsigned cluster = clusterOf(kernel);
  const uint64_t size = static_cast<uint64_t>(threads.x) * threads.y * threads.z;
  const uint64_t count = static_cast<uint64_t>(blocks.x) * blocks.y * blocks.z;
  if (size == 0 || size > MOST_THREADS || count == 0 || blocks.y > 65535 || blocks.z > 65535 ||
      blocks.x % cluster != 0) {
    problem = std::string(kernel->name) + ": no such grid";
    return problem.c_str();
  }
  perBlock = static_cast<unsigned>(size);
  while (fibers.size() < perBlock * cluster) {
    fibers.emplace_back(new Fiber);
  }
  place.blocks = blocks;
  place.threads = threads;
  for (unsigned index : permutation(static_cast<unsigned>(count / cluster))) {
    runBlocks(index * cluster, cluster);
    if (!problem.empty()) {
      return problem.c_str();
    }
  }
  return nullptr;
}

}  // namespace emulation

// What the parts of the fake driver share.
#ifndef CULEBRA_FAKE_STATE_H
#define CULEBRA_FAKE_STATE_H

#include <stdint.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "device_memory.h"

#define EXPORTED extern "C" __attribute__((visibility("default")))
#define DRIVER EXPORTED int

// Calls take turns; most of them fail once something has gone wrong on the thread's device.
#define LOCKED std::lock_guard<std::recursive_mutex> held(fake::lock)
#define LIVING                                   \
  LOCKED;                                        \
  if (fake::current < 0) return fake::NO_CONTEXT; \
  if (fake::failures[fake::current] != fake::SUCCESS) return fake::failures[fake::current]

namespace fake {

// Values of CUresult.
const int SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_INITIALIZED = 3, NO_DEVICE = 100,
          INVALID_DEVICE = 101, INVALID_IMAGE = 200, NO_CONTEXT = 201, NO_IMAGE = 209,
          UNSUPPORTED_PTX = 222, JIT_DISABLED = 223,
          INVALID_HANDLE = 400, NOT_FOUND = 500, NOT_READY = 600, LAUNCH_FAILED = 719,
          CAPTURE_UNSUPPORTED = 900, CAPTURE_UNMATCHED = 903, CAPTURE_UNJOINED = 904,
          CAPTURE_ISOLATION = 905, CAPTURED_EVENT = 907;

// Null if done, BLOCKED if it must wait for other devices, or what went wrong.
typedef std::function<const char *()> Work;
extern const char BLOCKED[];

// Work of a graph.
struct Node {
  Work work;
  // Nodes that it waits for.
  std::set<size_t> after;
  // Whether it comes from the stream that the capture began on.
  bool home;
};

struct Stream;

// What streams record together.
struct Capture {
  Stream *home;
  std::set<Stream *> joined;
  std::vector<Node> nodes;
};

struct Stream {
  const int device;
  // Whether it is the device's oldest one.
  const bool first;
  // Null while it records nothing.
  Capture *capture = nullptr;
  // The nodes that the next one waits for.
  std::set<size_t> last;
  std::deque<Work> waiting;
  bool running = false;

  Stream(int device, bool first) : device(device), first(first) {}
};

// What threads use is never destroyed: a process may end while some of them are at work.
extern std::recursive_mutex lock;
// Told whenever work has been done.
extern std::condition_variable_any &changed;
// By device.
extern int failures[device_memory::MOST_DEVICES];
extern std::string &message;
extern std::set<Stream *> &streams;
// The device of the thread; negative if it has none.
extern thread_local int current;

// Puts work on a stream of the thread's device, or into the graph that it captures.
int enqueue(void *stream, Work work);

// Runs what waits on a stream as far as it goes without waiting for other devices.
void advance(Stream *stream);

// Waits until something holds, while a stream works.
int drain(Stream *stream, const std::function<bool()> &until);

// Waits for all that waits on a stream.
int drain(Stream *stream);

// Whether streams still record.
bool isOpen(Capture *capture);

// Ends all captures.
void forgetCaptures();

// Ends all work of a device.
void fail(int device, const std::string &what);

// Whether work of other streams than the first runs as early as its waits allow, or as late.
extern bool eager;

}  // namespace fake

#endif

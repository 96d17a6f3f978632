// What the parts of the fake driver share.
#ifndef CULEBRA_FAKE_STATE_H
#define CULEBRA_FAKE_STATE_H

#include <stdint.h>

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#define EXPORTED extern "C" __attribute__((visibility("default")))
#define DRIVER EXPORTED int

// Calls take turns; most of them fail once something has gone wrong.
#define LOCKED std::lock_guard<std::recursive_mutex> held(fake::lock)
#define LIVING \
  LOCKED;      \
  if (fake::failure != fake::SUCCESS) return fake::failure

namespace fake {

// Values of CUresult.
const int SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, NOT_INITIALIZED = 3, NO_DEVICE = 100,
          INVALID_DEVICE = 101, INVALID_IMAGE = 200, UNSUPPORTED_PTX = 222, INVALID_HANDLE = 400,
          NOT_FOUND = 500, NOT_READY = 600, LAUNCH_FAILED = 719, CAPTURE_UNSUPPORTED = 900,
          CAPTURE_UNMATCHED = 903;

// Null, or what went wrong.
typedef std::function<const char *()> Work;

struct Stream {
  bool capturing = false;
  std::vector<Work> recorded;
  std::vector<Work> waiting;
};

extern std::recursive_mutex lock;
extern int failure;
extern std::string message;
extern std::set<Stream *> streams;

// Puts work on a stream, or into the graph that it captures.
int enqueue(void *stream, Work work);

// Runs what waits on a stream.
int drain(Stream *stream);

}  // namespace fake

#endif

// Streams of the fake driver. Work on a stream waits until someone waits for it, so that a result that
// is read too early is read as it was before; or, if asked to, work of a device's streams but the first
// is done as early as its waits allow.
#include "fake_driver.h"
#include "fake_state.h"

namespace fake {

std::recursive_mutex lock;
std::condition_variable_any &changed = *new std::condition_variable_any;
int failures[device_memory::MOST_DEVICES];
std::string &message = *new std::string;
std::set<Stream *> &streams = *new std::set<Stream *>;
thread_local int current = -1;
bool eager;
const char BLOCKED[] = "blocked";

void fail(int device, const std::string &what) {
  message = what;
  failures[device] = LAUNCH_FAILED;
  for (Stream *stream : streams) {
    if (stream->device == device) {
      stream->waiting.clear();
    }
  }
  changed.notify_all();
}

void advance(Stream *stream) {
  if (stream->running) {
    return;
  }
  stream->running = true;
  device_memory::Access access(stream->device);
  while (!stream->waiting.empty()) {
    const char *wrong = stream->waiting.front()();
    if (wrong == BLOCKED) {
      break;
    }
    if (wrong != nullptr) {
      fail(stream->device, wrong);
      break;
    }
    stream->waiting.pop_front();
    changed.notify_all();
  }
  stream->running = false;
}

int drain(Stream *stream, const std::function<bool()> &until) {
  while (failures[stream->device] == SUCCESS) {
    advance(stream);
    if (until()) {
      break;
    }
    changed.wait(lock);
  }
  return failures[stream->device];
}

int drain(Stream *stream) {
  return drain(stream, [=] { return stream->waiting.empty(); });
}

int enqueue(void *handle, Work work) {
  Stream *stream = static_cast<Stream *>(handle);
  if (streams.count(stream) == 0 || stream->device != current) {
    return INVALID_HANDLE;
  }
  if (failures[current] != SUCCESS) {
    return failures[current];
  }
  if (stream->capture == nullptr) {
    stream->waiting.push_back(std::move(work));
    if (eager && !stream->first) {
      advance(stream);
    }
    return SUCCESS;
  }
  std::vector<Node> &nodes = stream->capture->nodes;
  nodes.push_back({std::move(work), stream->last, stream == stream->capture->home});
  stream->last = {nodes.size() - 1};
  return SUCCESS;
}

}  // namespace fake

using namespace fake;

namespace {

// Other devices' memory that work is given.
device_memory::Access *opened[device_memory::MOST_DEVICES];

}  // namespace

EXPORTED int culebra_fake_enqueue(void *stream, const char *(*work)(const void *),
                                  const void *argument, size_t bytes) {
  LOCKED;
  const char *start = static_cast<const char *>(argument);
  const std::vector<char> copy(start, start + bytes);
  const int device = current;
  return enqueue(stream, [=] {
    const char *wrong = work(copy.data());
    return wrong != nullptr || device_memory::intact(device) ? wrong : "wrote outside its operands";
  });
}

EXPORTED const char *culebra_fake_blocked(void) { return BLOCKED; }

EXPORTED void culebra_fake_wake(void) {
  LOCKED;
  changed.notify_all();
}

EXPORTED int culebra_fake_device(void *stream) {
  LOCKED;
  Stream *known = static_cast<Stream *>(stream);
  return streams.count(known) == 0 ? -1 : known->device;
}

EXPORTED void culebra_fake_open(int device) {
  culebra_fake_shut(device);
  opened[device] = new device_memory::Access(device);
}

EXPORTED void culebra_fake_shut(int device) {
  delete opened[device];
  opened[device] = nullptr;
}

EXPORTED int culebra_fake_holds(const void *start, size_t bytes) {
  LOCKED;
  return current >= 0 && device_memory::holds(current, static_cast<const char *>(start), bytes);
}

EXPORTED void culebra_fake_second_stream(int early) {
  LOCKED;
  eager = early != 0;
}

EXPORTED const char *culebra_fake_message(void) { return message.c_str(); }

EXPORTED void culebra_fake_fail(int device) {
  LOCKED;
  fail(device, "failed when told to");
}

EXPORTED void culebra_fake_recover(void) {
  LOCKED;
  message.clear();
  eager = false;
  forgetCaptures();
  for (int &failure : failures) {
    failure = SUCCESS;
  }
  for (Stream *stream : streams) {
    stream->waiting.clear();
  }
}

DRIVER cuStreamCreate(void **result, unsigned) {
  LIVING;
  bool first = true;
  for (const Stream *other : streams) {
    first = first && other->device != current;
  }
  Stream *stream = new Stream(current, first);
  streams.insert(stream);
  *result = stream;
  return SUCCESS;
}

DRIVER cuStreamDestroy_v2(void *handle) {
  LOCKED;
  Stream *stream = static_cast<Stream *>(handle);
  if (streams.count(stream) == 0) {
    return INVALID_HANDLE;
  }
  const int result = drain(stream);
  streams.erase(stream);
  delete stream;
  return result;
}

DRIVER cuStreamSynchronize(void *handle) {
  LIVING;
  Stream *stream = static_cast<Stream *>(handle);
  return stream->capture != nullptr ? CAPTURE_UNSUPPORTED : drain(stream);
}

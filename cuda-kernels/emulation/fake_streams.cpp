// Memory, streams, graphs and events of the fake driver. Work on a stream waits until someone waits
// for it, so that a result that is read too early is read as it was before.
#include "fake_state.h"

#include <stdlib.h>
#include <string.h>

#include <map>

#include "device_memory.h"
#include "fake_driver.h"

namespace fake {

std::recursive_mutex lock;
int failure = SUCCESS;
std::string message;
std::set<Stream *> streams;

int drain(Stream *stream) {
  std::vector<Work> work;
  work.swap(stream->waiting);
  if (failure != SUCCESS || work.empty()) {
    return failure;
  }
  device_memory::Access access;
  for (const Work &each : work) {
    const char *wrong = each();
    if (wrong != nullptr) {
      message = wrong;
      failure = LAUNCH_FAILED;
    }
    if (failure != SUCCESS) {
      return failure;
    }
  }
  return SUCCESS;
}

int enqueue(void *handle, Work work) {
  if (failure != SUCCESS) {
    return failure;
  }
  Stream *stream = static_cast<Stream *>(handle);
  if (streams.count(stream) == 0) {
    return INVALID_HANDLE;
  }
  (stream->capturing ? stream->recorded : stream->waiting).push_back(std::move(work));
  return SUCCESS;
}

}  // namespace fake

using namespace fake;

namespace {

struct Graph {
  std::vector<Work> work;
};

struct Event {
  Stream *stream = nullptr;
  bool done = true;
};

// Bytes by start.
std::map<const char *, size_t> pinned;

bool isPinned(const void *start, size_t bytes) {
  for (const auto &each : pinned) {
    if (each.first <= start && static_cast<const char *>(start) + bytes <= each.first + each.second) {
      return true;
    }
  }
  return false;
}

}  // namespace

EXPORTED int culebra_fake_enqueue(void *stream, const char *(*work)(const void *),
                                  const void *argument, size_t bytes) {
  LOCKED;
  const char *start = static_cast<const char *>(argument);
  const std::vector<char> copy(start, start + bytes);
  return enqueue(stream, [=] {
    const char *wrong = work(copy.data());
    return wrong != nullptr || device_memory::intact() ? wrong : "wrote outside its operands";
  });
}

EXPORTED int culebra_fake_holds(const void *start, size_t bytes) {
  LOCKED;
  return device_memory::holds(static_cast<const char *>(start), bytes);
}

EXPORTED const char *culebra_fake_message(void) { return message.c_str(); }

EXPORTED void culebra_fake_recover(void) {
  LOCKED;
  failure = SUCCESS;
  message.clear();
  for (Stream *stream : streams) {
    stream->waiting.clear();
    stream->recorded.clear();
    stream->capturing = false;
  }
}

DRIVER cuMemAlloc_v2(char **result, size_t bytes) {
  LIVING;
  if (bytes == 0) {
    return INVALID_VALUE;
  }
  *result = device_memory::allocate(bytes);
  return *result == nullptr ? OUT_OF_MEMORY : SUCCESS;
}

DRIVER cuMemFree_v2(char *start) {
  LOCKED;
  for (Stream *stream : streams) {
    drain(stream);
  }
  return device_memory::release(start) ? failure : INVALID_VALUE;
}

DRIVER cuMemGetInfo_v2(size_t *available, size_t *total) {
  LOCKED;
  *available = device_memory::available();
  *total = device_memory::capacity();
  return SUCCESS;
}

DRIVER cuMemHostAlloc(void **result, size_t bytes, unsigned) {
  LIVING;
  *result = malloc(bytes);
  pinned[static_cast<char *>(*result)] = bytes;
  return SUCCESS;
}

DRIVER cuMemFreeHost(void *start) {
  LOCKED;
  if (pinned.erase(static_cast<char *>(start)) == 0) {
    return INVALID_VALUE;
  }
  free(start);
  return SUCCESS;
}

// Memory that is not pinned is read before the call returns, as the driver does.
DRIVER cuMemcpyHtoDAsync_v2(char *to, const char *from, size_t bytes, void *stream) {
  LIVING;
  if (!device_memory::holds(to, bytes)) {
    return INVALID_VALUE;
  }
  if (isPinned(from, bytes)) {
    return enqueue(stream, [=]() -> const char * { return memcpy(to, from, bytes), nullptr; });
  }
  const std::vector<char> staged(from, from + bytes);
  return enqueue(stream,
                 [=]() -> const char * { return memcpy(to, staged.data(), bytes), nullptr; });
}

// Memory that is not pinned has been written when the call returns.
DRIVER cuMemcpyDtoHAsync_v2(char *to, const char *from, size_t bytes, void *stream) {
  LIVING;
  if (!device_memory::holds(from, bytes)) {
    return INVALID_VALUE;
  }
  const int queued =
      enqueue(stream, [=]() -> const char * { return memcpy(to, from, bytes), nullptr; });
  return queued != SUCCESS || isPinned(to, bytes) ? queued : drain(static_cast<Stream *>(stream));
}

DRIVER cuMemcpyDtoDAsync_v2(char *to, const char *from, size_t bytes, void *stream) {
  LIVING;
  if (!device_memory::holds(from, bytes) || !device_memory::holds(to, bytes)) {
    return INVALID_VALUE;
  }
  return enqueue(stream, [=]() -> const char * { return memmove(to, from, bytes), nullptr; });
}

DRIVER cuMemsetD8Async(char *to, unsigned char value, size_t bytes, void *stream) {
  LIVING;
  if (!device_memory::holds(to, bytes)) {
    return INVALID_VALUE;
  }
  return enqueue(stream, [=]() -> const char * { return memset(to, value, bytes), nullptr; });
}

DRIVER cuStreamCreate(void **result, unsigned) {
  LIVING;
  Stream *stream = new Stream;
  streams.insert(stream);
  *result = stream;
  return SUCCESS;
}

DRIVER cuStreamDestroy_v2(void *handle) {
  LOCKED;
  Stream *stream = static_cast<Stream *>(handle);
  if (streams.erase(stream) == 0) {
    return INVALID_HANDLE;
  }
  drain(stream);
  delete stream;
  return failure;
}

DRIVER cuStreamSynchronize(void *handle) {
  LIVING;
  Stream *stream = static_cast<Stream *>(handle);
  return stream->capturing ? CAPTURE_UNSUPPORTED : drain(stream);
}

DRIVER cuStreamBeginCapture_v2(void *handle, int) {
  LIVING;
  Stream *stream = static_cast<Stream *>(handle);
  if (stream->capturing) {
    return CAPTURE_UNMATCHED;
  }
  stream->capturing = true;
  return SUCCESS;
}

DRIVER cuStreamEndCapture(void *handle, void **result) {
  LIVING;
  Stream *stream = static_cast<Stream *>(handle);
  if (!stream->capturing) {
    return CAPTURE_UNMATCHED;
  }
  stream->capturing = false;
  Graph *graph = new Graph;
  graph->work.swap(stream->recorded);
  *result = graph;
  return SUCCESS;
}

DRIVER cuGraphInstantiateWithFlags(void **result, void *graph, unsigned long long) {
  LIVING;
  *result = new Graph(*static_cast<Graph *>(graph));
  return SUCCESS;
}

DRIVER cuGraphLaunch(void *executable, void *stream) {
  LIVING;
  const Graph *graph = static_cast<Graph *>(executable);
  for (const Work &each : graph->work) {
    const int queued = enqueue(stream, each);
    if (queued != SUCCESS) {
      return queued;
    }
  }
  return SUCCESS;
}

DRIVER cuGraphExecDestroy(void *executable) {
  delete static_cast<Graph *>(executable);
  return SUCCESS;
}

DRIVER cuGraphDestroy(void *graph) {
  delete static_cast<Graph *>(graph);
  return SUCCESS;
}

DRIVER cuEventCreate(void **result, unsigned) {
  *result = new Event;
  return SUCCESS;
}

DRIVER cuEventRecord(void *handle, void *stream) {
  LIVING;
  Event *event = static_cast<Event *>(handle);
  event->stream = static_cast<Stream *>(stream);
  event->done = false;
  return enqueue(stream, [=]() -> const char * { return event->done = true, nullptr; });
}

DRIVER cuEventQuery(void *handle) {
  LIVING;
  return static_cast<Event *>(handle)->done ? SUCCESS : NOT_READY;
}

DRIVER cuEventSynchronize(void *handle) {
  LIVING;
  Event *event = static_cast<Event *>(handle);
  return event->done ? SUCCESS : drain(event->stream);
}

DRIVER cuStreamWaitEvent(void *stream, void *handle, unsigned) {
  LIVING;
  Event *event = static_cast<Event *>(handle);
  return enqueue(stream, [=]() -> const char * {
    if (!event->done) {
      drain(event->stream);
    }
    return nullptr;
  });
}

DRIVER cuEventDestroy_v2(void *event) {
  delete static_cast<Event *>(event);
  return SUCCESS;
}

// Events of the fake driver, by which streams wait for one another, also in what they record.
#include <memory>

#include "fake_state.h"

using namespace fake;

namespace {

struct Event {
  // Where it was recorded last; null before.
  Stream *stream = nullptr;
  // What it was recorded into, and behind which nodes; null outside a capture.
  Capture *capture = nullptr;
  std::set<size_t> nodes;
  // Whether the stream has come to it.
  std::shared_ptr<bool> done = std::make_shared<bool>(true);
};

}  // namespace

DRIVER cuEventCreate(void **result, unsigned) {
  *result = new Event;
  return SUCCESS;
}

DRIVER cuEventRecord(void *handle, void *where) {
  LIVING;
  Event *event = static_cast<Event *>(handle);
  Stream *stream = static_cast<Stream *>(where);
  if (streams.count(stream) == 0 || stream->device != current) {
    return INVALID_HANDLE;
  }
  event->stream = stream;
  event->capture = stream->capture;
  event->nodes = stream->last;
  if (event->capture != nullptr) {
    return SUCCESS;
  }
  event->done = std::make_shared<bool>(false);
  const std::shared_ptr<bool> done = event->done;
  return enqueue(stream, [=]() -> const char * {
    *done = true;
    for (Stream *other : eager ? streams : std::set<Stream *>()) {
      if (!other->first) {
        advance(other);
      }
    }
    return nullptr;
  });
}

DRIVER cuEventQuery(void *handle) {
  LIVING;
  Event *event = static_cast<Event *>(handle);
  return event->capture != nullptr ? CAPTURED_EVENT : *event->done ? SUCCESS : NOT_READY;
}

DRIVER cuEventSynchronize(void *handle) {
  LIVING;
  Event *event = static_cast<Event *>(handle);
  if (event->capture != nullptr) {
    return CAPTURED_EVENT;
  }
  const std::shared_ptr<bool> done = event->done;
  return *done ? SUCCESS : drain(event->stream, [=] { return *done; });
}

DRIVER cuStreamWaitEvent(void *handle, void *waited, unsigned) {
  LIVING;
  Stream *stream = static_cast<Stream *>(handle);
  Event *event = static_cast<Event *>(waited);
  if (event->capture != nullptr) {
    Capture *capture = event->capture;
    if (!isOpen(capture)) {
      return CAPTURED_EVENT;
    }
    if (stream->capture != nullptr && stream->capture != capture) {
      return CAPTURE_ISOLATION;
    }
    stream->capture = capture;
    capture->joined.insert(stream);
    stream->last.insert(event->nodes.begin(), event->nodes.end());
    return SUCCESS;
  }
  if (stream->capture != nullptr) {
    return *event->done ? SUCCESS : CAPTURE_ISOLATION;
  }
  Stream *other = event->stream;
  const std::shared_ptr<bool> done = event->done;
  return enqueue(stream, [=]() -> const char * {
    // The device's first stream is never ahead of those that wait for it.
    if (!*done && !(eager && other->first)) {
      advance(other);
    }
    return *done ? nullptr : BLOCKED;
  });
}

DRIVER cuEventDestroy_v2(void *event) {
  delete static_cast<Event *>(event);
  return SUCCESS;
}

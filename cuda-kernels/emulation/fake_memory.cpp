// Memory of the fake driver, and copies, which are work on streams.
#include <stdlib.h>
#include <string.h>

#include <map>

#include "fake_state.h"

using namespace fake;

namespace {

// Bytes by start.
std::map<const char *, size_t> &pinned = *new std::map<const char *, size_t>;

bool isPinned(const void *start, size_t bytes) {
  for (const auto &each : pinned) {
    if (each.first <= start && static_cast<const char *>(start) + bytes <= each.first + each.second) {
      return true;
    }
  }
  return false;
}

}  // namespace

EXPORTED void culebra_fake_memory(int64_t bytes) {
  LOCKED;
  device_memory::choose(static_cast<size_t>(bytes));
}

DRIVER cuMemAlloc_v2(char **result, size_t bytes) {
  LIVING;
  if (bytes == 0) {
    return INVALID_VALUE;
  }
  *result = device_memory::allocate(current, bytes);
  return *result == nullptr ? OUT_OF_MEMORY : SUCCESS;
}

DRIVER cuMemFree_v2(char *start) {
  LOCKED;
  if (current < 0) {
    return NO_CONTEXT;
  }
  for (Stream *stream : std::set<Stream *>(streams)) {
    if (stream->device == current) {
      drain(stream);
    }
  }
  return device_memory::release(current, start) ? failures[current] : INVALID_VALUE;
}

DRIVER cuMemGetInfo_v2(size_t *available, size_t *total) {
  LIVING;
  *available = device_memory::available(current);
  *total = device_memory::capacity(current);
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
  if (!device_memory::holds(current, to, bytes)) {
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
  if (!device_memory::holds(current, from, bytes)) {
    return INVALID_VALUE;
  }
  const int queued =
      enqueue(stream, [=]() -> const char * { return memcpy(to, from, bytes), nullptr; });
  return queued != SUCCESS || isPinned(to, bytes) ? queued : drain(static_cast<Stream *>(stream));
}

DRIVER cuMemcpyDtoDAsync_v2(char *to, const char *from, size_t bytes, void *stream) {
  LIVING;
  if (!device_memory::holds(current, from, bytes) || !device_memory::holds(current, to, bytes)) {
    return INVALID_VALUE;
  }
  return enqueue(stream, [=]() -> const char * { return memmove(to, from, bytes), nullptr; });
}

DRIVER cuMemsetD8Async(char *to, unsigned char value, size_t bytes, void *stream) {
  LIVING;
  if (!device_memory::holds(current, to, bytes)) {
    return INVALID_VALUE;
  }
  return enqueue(stream, [=]() -> const char * { return memset(to, value, bytes), nullptr; });
}

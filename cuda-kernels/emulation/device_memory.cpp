#include "device_memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <iterator>
#include <map>

#include "settings.h"

namespace device_memory {

namespace {

const size_t CAPACITY = size_t{1} << 30;
const size_t ALIGNMENT = 256;
// Of a large page. Access to pages of 4 KB takes longer to open than most kernels run.
const size_t PAGE = size_t{2} << 20;
const size_t GUARD = 256;
const char GUARD_BYTE = static_cast<char>(0xA5);
const char NAN_BYTE = static_cast<char>(0xFF);

struct Range {
  char *base = nullptr;
  size_t opened = 0;
  int users = 0;
  // Bytes by start.
  std::map<char *, size_t> allocations;
};

// Never destroyed: a process may end while a thread is at work.
Range *const ranges = new Range[MOST_DEVICES];

// The device's range, or null if the machine gives none.
char *base(Range &range) {
  if (range.base == nullptr) {
    void *mapped = mmap(nullptr, CAPACITY + PAGE, PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped != MAP_FAILED) {
      const uintptr_t start = reinterpret_cast<uintptr_t>(mapped);
      range.base = reinterpret_cast<char *>((start + PAGE - 1) / PAGE * PAGE);
      madvise(range.base, CAPACITY, MADV_HUGEPAGE);
    }
  }
  return range.base;
}

size_t padded(size_t bytes) { return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; }

// What a test has said; -1 if none has.
int64_t chosen = -1;

// Less than there is, for tests of a full device.
size_t limit(int device) {
  if (chosen >= 0) {
    return static_cast<size_t>(chosen);
  }
  const int mebibytes = settings::ofDevice("CULEBRA_FAKE_MEBIBYTES", device, -1);
  return mebibytes < 0 ? CAPACITY : static_cast<size_t>(mebibytes) << 20;
}

size_t left(int device) {
  size_t used = 0;
  for (const auto &each : ranges[device].allocations) {
    used += padded(each.second) + GUARD;
  }
  return used < limit(device) ? limit(device) - used : 0;
}

// The lowest address with room for the bytes between two guards. A device maps its memory to any
// addresses, so that the limit is one of bytes and not of addresses.
char *gap(int device, size_t bytes) {
  if (padded(bytes) + GUARD > left(device)) {
    return nullptr;
  }
  const Range &range = ranges[device];
  char *start = range.base + GUARD;
  for (const auto &other : range.allocations) {
    if (start + padded(bytes) + GUARD <= other.first) {
      break;
    }
    start = other.first + padded(other.second) + GUARD;
  }
  return start + padded(bytes) + GUARD <= range.base + CAPACITY ? start : nullptr;
}

bool isGuard(const char *from, const char *to) {
  while (from < to && *from == GUARD_BYTE) {
    from++;
  }
  return from == to;
}

}  // namespace

Access::Access(int device) : device(device) {
  Range &range = ranges[device];
  if (range.users++ == 0 && base(range) != nullptr) {
    range.opened = CAPACITY;
    if (!range.allocations.empty()) {
      const auto &last = *range.allocations.rbegin();
      range.opened = padded(last.second) + GUARD + (last.first - range.base);
    }
    range.opened = (range.opened + PAGE - 1) / PAGE * PAGE;
    mprotect(range.base, range.opened, PROT_READ | PROT_WRITE);
  }
}

Access::~Access() {
  Range &range = ranges[device];
  if (--range.users == 0 && range.base != nullptr) {
    mprotect(range.base, range.opened, PROT_NONE);
  }
}

char *allocate(int device, size_t bytes) {
  Range &range = ranges[device];
  char *start = base(range) == nullptr ? nullptr : gap(device, bytes);
  if (start != nullptr) {
    range.allocations[start] = bytes;
    Access access(device);
    memset(start - GUARD, GUARD_BYTE, GUARD);
    memset(start, NAN_BYTE, bytes);
    memset(start + bytes, GUARD_BYTE, padded(bytes) - bytes + GUARD);
  }
  return start;
}

bool release(int device, char *start) { return ranges[device].allocations.erase(start) == 1; }

bool holds(int device, const char *start, size_t bytes) {
  auto &allocations = ranges[device].allocations;
  auto after = allocations.upper_bound(const_cast<char *>(start));
  if (after == allocations.begin()) {
    return false;
  }
  const auto &found = *std::prev(after);
  return start + bytes <= found.first + found.second;
}

bool intact(int device) {
  for (const auto &each : ranges[device].allocations) {
    char *end = each.first + each.second;
    if (!isGuard(each.first - GUARD, each.first) ||
        !isGuard(end, each.first + padded(each.second) + GUARD)) {
      return false;
    }
  }
  return true;
}

void choose(size_t bytes) { chosen = static_cast<int64_t>(bytes < CAPACITY ? bytes : CAPACITY); }

size_t capacity(int device) { return limit(device); }

size_t available(int device) { return left(device); }

}  // namespace device_memory

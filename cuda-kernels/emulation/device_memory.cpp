#include "device_memory.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <iterator>
#include <map>

namespace device_memory {

namespace {

const size_t CAPACITY = size_t{1} << 30;
const size_t ALIGNMENT = 256;
// Of a large page. Access to pages of 4 KB takes longer to open than most kernels run.
const size_t PAGE = size_t{2} << 20;
const size_t GUARD = 256;
const char GUARD_BYTE = static_cast<char>(0xA5);
const char NAN_BYTE = static_cast<char>(0xFF);

char *base;
size_t opened;
int users;
// Bytes by start.
std::map<char *, size_t> allocations;

char *range() {
  if (base == nullptr) {
    void *mapped = mmap(nullptr, CAPACITY + PAGE, PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped != MAP_FAILED) {
      const uintptr_t start = reinterpret_cast<uintptr_t>(mapped);
      base = reinterpret_cast<char *>((start + PAGE - 1) / PAGE * PAGE);
      madvise(base, CAPACITY, MADV_HUGEPAGE);
    }
  }
  return base;
}

size_t padded(size_t bytes) { return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; }

// The lowest address with room for the bytes between two guards.
char *gap(size_t bytes) {
  char *start = range() + GUARD;
  for (const auto &other : allocations) {
    if (start + padded(bytes) + GUARD <= other.first) {
      break;
    }
    start = other.first + padded(other.second) + GUARD;
  }
  return start + padded(bytes) + GUARD <= base + CAPACITY ? start : nullptr;
}

bool isGuard(const char *from, const char *to) {
  while (from < to && *from == GUARD_BYTE) {
    from++;
  }
  return from == to;
}

}  // namespace

Access::Access() {
  if (users++ == 0 && range() != nullptr) {
    opened = CAPACITY;
    if (!allocations.empty()) {
      const auto &last = *allocations.rbegin();
      opened = padded(last.second) + GUARD + (last.first - base);
    }
    opened = (opened + PAGE - 1) / PAGE * PAGE;
    mprotect(base, opened, PROT_READ | PROT_WRITE);
  }
}

Access::~Access() {
  if (--users == 0 && base != nullptr) {
    mprotect(base, opened, PROT_NONE);
  }
}

char *allocate(size_t bytes) {
  char *start = range() == nullptr ? nullptr : gap(bytes);
  if (start != nullptr) {
    allocations[start] = bytes;
    Access access;
    memset(start - GUARD, GUARD_BYTE, GUARD);
    memset(start, NAN_BYTE, bytes);
    memset(start + bytes, GUARD_BYTE, padded(bytes) - bytes + GUARD);
  }
  return start;
}

bool release(char *start) { return allocations.erase(start) == 1; }

bool holds(const char *start, size_t bytes) {
  auto after = allocations.upper_bound(const_cast<char *>(start));
  if (after == allocations.begin()) {
    return false;
  }
  const auto &found = *std::prev(after);
  return start + bytes <= found.first + found.second;
}

bool intact() {
  for (const auto &each : allocations) {
    char *end = each.first + each.second;
    if (!isGuard(each.first - GUARD, each.first) ||
        !isGuard(end, each.first + padded(each.second) + GUARD)) {
      return false;
    }
  }
  return true;
}

size_t capacity() { return CAPACITY; }

size_t available() {
  size_t used = 0;
  for (const auto &each : allocations) {
    used += padded(each.second) + GUARD;
  }
  return CAPACITY - used;
}

}  // namespace device_memory

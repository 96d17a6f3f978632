// A double of libnccl.so.2 for tests where no GPUs are: sums over the devices of the fake driver, in
// the order of ranks, as work on streams that waits until every device has come to it.
#include <stddef.h>
#include <stdint.h>

#include <mutex>
#include <vector>

#include "fake_driver.h"

#define NCCL extern "C" __attribute__((visibility("default"))) int

namespace {

enum { SUCCESS = 0, CUDA_ERROR = 1, INVALID_ARGUMENT = 4, INVALID_USAGE = 5, REMOTE_ERROR = 6 };
enum { FLOAT = 7, SUM = 0 };

struct Link;

struct Communicator {
  Link *link;
  int device;
  // What the device has come to and does not have yet.
  bool waits;
  bool summed;
  float *tensor;
  size_t count;
};

struct Link {
  std::vector<Communicator> members;
  bool aborted;
};

struct Part {
  Communicator *communicator;
  float *tensor;
  size_t count;
};

std::mutex lock;
// Whether sums never end and say why, as when a device is lost.
bool lost;

const char *sum(Link *link) {
  std::vector<Communicator> &members = link->members;
  for (const Communicator &member : members) {
    if (!member.waits || member.summed) {
      return nullptr;
    }
  }
  for (const Communicator &member : members) {
    if (member.count != members[0].count) {
      return "devices add up tensors of different sizes";
    }
    culebra_fake_open(member.device);
  }
  for (size_t i = 0; i < members[0].count; i++) {
    float total = 0;
    for (const Communicator &member : members) {
      total += member.tensor[i];
    }
    for (const Communicator &member : members) {
      member.tensor[i] = total;
    }
  }
  for (Communicator &member : members) {
    culebra_fake_shut(member.device);
    member.summed = true;
  }
  return nullptr;
}

const char *run(const void *argument) {
  const std::lock_guard<std::mutex> held(lock);
  const Part &part = *static_cast<const Part *>(argument);
  Communicator &own = *part.communicator;
  if (own.link->aborted) {
    return nullptr;
  }
  if (lost) {
    return culebra_fake_blocked();
  }
  if (!own.waits) {
    own.waits = true;
    own.summed = false;
    own.tensor = part.tensor;
    own.count = part.count;
    const char *wrong = sum(own.link);
    if (wrong != nullptr) {
      return wrong;
    }
  }
  if (!own.summed) {
    return culebra_fake_blocked();
  }
  own.waits = false;
  return nullptr;
}

}  // namespace

// From now on, or until 0, devices seem lost to each other.
NCCL culebra_fake_lose(int now) {
  {
    const std::lock_guard<std::mutex> held(lock);
    lost = now != 0;
  }
  culebra_fake_wake();
  return SUCCESS;
}

extern "C" __attribute__((visibility("default"))) const char *ncclGetErrorString(int result) {
  return result == REMOTE_ERROR ? "remote process exited or there was a network error"
                                : "invalid usage";
}

NCCL ncclCommInitAll(Communicator **result, int count, const int *devices) {
  const std::lock_guard<std::mutex> held(lock);
  Link *link = new Link{std::vector<Communicator>(count), false};
  for (int i = 0; i < count; i++) {
    for (int other = 0; other < i; other++) {
      if (devices[other] == devices[i]) {
        return INVALID_USAGE;
      }
    }
    link->members[i] = {link, devices[i], false, false, nullptr, 0};
    result[i] = &link->members[i];
  }
  return SUCCESS;
}

NCCL ncclGroupStart(void) { return SUCCESS; }

NCCL ncclGroupEnd(void) { return SUCCESS; }

NCCL ncclAllReduce(const void *from, void *to, size_t count, int type, int operation,
                   Communicator *communicator, void *stream) {
  if (type != FLOAT || operation != SUM || from != to || count == 0) {
    return INVALID_ARGUMENT;
  }
  if (culebra_fake_device(stream) != communicator->device ||
      !culebra_fake_holds(to, count * sizeof(float))) {
    return INVALID_ARGUMENT;
  }
  const Part part = {communicator, static_cast<float *>(to), count};
  return culebra_fake_enqueue(stream, run, &part, sizeof part) == 0 ? SUCCESS : CUDA_ERROR;
}

NCCL ncclCommGetAsyncError(Communicator *, int *error) {
  const std::lock_guard<std::mutex> held(lock);
  *error = lost ? REMOTE_ERROR : SUCCESS;
  return SUCCESS;
}

NCCL ncclCommAbort(Communicator *communicator) {
  {
    const std::lock_guard<std::mutex> held(lock);
    communicator->link->aborted = true;
  }
  culebra_fake_wake();
  return SUCCESS;
}

NCCL ncclGetVersion(int *version) {
  *version = 22304;
  return SUCCESS;
}

NCCL ncclCommDestroy(Communicator *) { return SUCCESS; }

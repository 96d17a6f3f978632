// Memory of the emulated device: one range that the host cannot touch except while kernels and
// copies run, so that a Java program that reads a device address ends as it would with a GPU. Around
// each allocation lie bytes that nobody may change; an allocation begins as NaN.
#ifndef CULEBRA_DEVICE_MEMORY_H
#define CULEBRA_DEVICE_MEMORY_H

#include <stddef.h>

namespace device_memory {

// Null when the device is full.
char *allocate(size_t bytes);

// Whether there was such an allocation.
bool release(char *start);

// Whether all the bytes lie in one allocation.
bool holds(const char *start, size_t bytes);

// Whether every guard byte is as it was; needs access.
bool intact();

size_t capacity();
size_t available();

// Opens the range for its lifetime.
struct Access {
  Access();
  ~Access();
};

}  // namespace device_memory

#endif

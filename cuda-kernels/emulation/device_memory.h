// Memory of the emulated devices: for each a range that the host cannot touch except while kernels
// and copies of that device run, so that a Java program that reads a device address, or a kernel
// that is given another device's, ends as it would with a GPU. Around each allocation lie bytes that
// nobody may change; an allocation begins as NaN.
#ifndef CULEBRA_DEVICE_MEMORY_H
#define CULEBRA_DEVICE_MEMORY_H

#include <stddef.h>

namespace device_memory {

const int MOST_DEVICES = 8;

// Null when the device is full.
char *allocate(int device, size_t bytes);

// Whether the device had such an allocation.
bool release(int device, char *start);

// Whether all the bytes lie in one allocation of the device.
bool holds(int device, const char *start, size_t bytes);

// Whether every guard byte of the device is as it was; needs access.
bool intact(int device);

// Bytes of each device from now on.
void choose(size_t bytes);

size_t capacity(int device);
size_t available(int device);

// Opens a device's range for its lifetime.
class Access {
 public:
  explicit Access(int device);
  ~Access();
  Access(const Access &) = delete;

 private:
  const int device;
};

}  // namespace device_memory

#endif

// Settings of the emulated devices, from the environment.
#ifndef CULEBRA_SETTINGS_H
#define CULEBRA_SETTINGS_H

#include <stdlib.h>
#include <string.h>

namespace settings {

inline int of(const char *name, int otherwise) {
  const char *text = getenv(name);
  return text == nullptr ? otherwise : atoi(text);
}

// One number for all devices, or one for each, of which the last is that of all others too.
inline int ofDevice(const char *name, int device, int otherwise) {
  const char *text = getenv(name);
  for (; text != nullptr && device > 0 && strchr(text, ',') != nullptr; device--) {
    text = strchr(text, ',') + 1;
  }
  return text == nullptr ? otherwise : atoi(text);
}

}  // namespace settings

#endif

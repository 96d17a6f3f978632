// A double of libcuda.so.1 for tests where no GPU is: the calls that the engine makes through JCuda,
// on host memory, with kernels emulated. Images are PTX or cubins; from them come the names of the
// kernels and the sizes of their argument blocks, and what a driver or a device would refuse is
// refused: a newer version of PTX, a cubin for another architecture or of a newer CUDA. After a failure
// every call fails, as on a device.
//
// A thread works on the device whose context it has; streams, memory, images and kernels of another
// one are refused. CULEBRA_FAKE_DEVICES, CULEBRA_FAKE_DRIVER, CULEBRA_FAKE_CAPABILITY and
// CULEBRA_FAKE_MEBIBYTES set the number of devices, the driver's version, the compute capability times
// ten, and the memory of each; the last two may be lists (90,75 for two devices). Of a device without
// memory there is no context. CUDA_DISABLE_PTX_JIT=1 refuses PTX, as with the real driver.
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <map>

#include "device_memory.h"
#include "emulation.h"
#include "fake_driver.h"
#include "fake_state.h"
#include "settings.h"

using namespace fake;

namespace {

struct Module {
  int device;
  // Bytes of the argument block by kernel.
  std::map<std::string, size_t> entries;
};

struct Function {
  int device;
  const emulation::Kernel *kernel;
};

bool initialized;
int64_t launches;
// How often each was asked for, by device.
int64_t contexts[device_memory::MOST_DEVICES];

int deviceCount() { return settings::of("CULEBRA_FAKE_DEVICES", 3); }

int capability(int device) { return settings::ofDevice("CULEBRA_FAKE_CAPABILITY", device, 90); }

int driverVersion() { return settings::of("CULEBRA_FAKE_DRIVER", 12040); }

const char *run(const Function *function, dim3 blocks, dim3 threads,
                const std::vector<char> &block) {
  static std::string &text = *new std::string;
  launches++;
  const char *wrong = emulation::launch(function->kernel, blocks, threads, block.data());
  if (wrong == nullptr && !device_memory::intact(function->device)) {
    text = std::string(function->kernel->name) + ": wrote outside its operands";
    wrong = text.c_str();
  }
  return wrong;
}

// The size in "name_param_0[32]", or 0.
size_t blockBytes(const std::string &image, size_t entry, const std::string &name) {
  const std::string parameter = name + "_param_0[";
  const size_t found = image.find(parameter, entry);
  return found == std::string::npos ? 0 : strtoul(&image[found + parameter.size()], nullptr, 10);
}

int loadText(const std::string &image, Module *module) {
  if (settings::of("CUDA_DISABLE_PTX_JIT", 0) == 1) {
    return JIT_DISABLED;
  }
  const size_t version = image.find(".version ");
  if (version == std::string::npos) {
    return INVALID_IMAGE;
  }
  // PTX 8.0 came with CUDA 12.0, and so on; 9.0 with 13.0.
  const double newest = 8.0 + (driverVersion() - 12000) / 10 * 0.1;
  if (strtod(&image[version + 9], nullptr) > newest + 1e-6) {
    return UNSUPPORTED_PTX;
  }
  const size_t target = image.find(".target sm_");
  if (target == std::string::npos || atoi(&image[target + 11]) > capability(module->device)) {
    return NO_IMAGE;
  }
  const std::string mark = ".entry ";
  for (size_t at = image.find(mark); at != std::string::npos; at = image.find(mark, at + 1)) {
    const size_t begin = at + mark.size();
    const std::string name = image.substr(begin, image.find('(', begin) - begin);
    module->entries[name] = blockBytes(image, begin, name);
  }
  return SUCCESS;
}

// The size of a kernel's arguments in its attributes: a format and a number of one byte each, then
// two bytes, which are the size of what follows where the format is 4.
size_t argumentBytes(const char *attributes, size_t size) {
  for (size_t at = 0; at + 4 <= size;) {
    uint16_t value;
    memcpy(&value, attributes + at + 2, sizeof value);
    if (attributes[at] == 3 && attributes[at + 1] == 0x19) {
      return value;
    }
    at += 4 + (attributes[at] == 4 ? value : 0);
  }
  return 0;
}

// Kernels are the sections ".nv.info.NAME", which hold their attributes.
int loadCubin(const char *bytes, Module *module) {
  Elf64_Ehdr header;
  memcpy(&header, bytes, sizeof header);
  // Layout 8 came with CUDA 13.
  const bool isTooNew = header.e_ident[EI_ABIVERSION] >= 8 && driverVersion() < 13000;
  if (isTooNew || (int)(header.e_flags >> 8 & 255) != capability(module->device)) {
    return NO_IMAGE;
  }
  std::vector<Elf64_Shdr> sections(header.e_shnum);
  memcpy(sections.data(), bytes + header.e_shoff, sections.size() * sizeof(Elf64_Shdr));
  const char *names = bytes + sections[header.e_shstrndx].sh_offset;
  const std::string mark = ".nv.info.";
  for (const Elf64_Shdr &section : sections) {
    const std::string name = names + section.sh_name;
    if (name.compare(0, mark.size(), mark) == 0) {
      module->entries[name.substr(mark.size())] =
          argumentBytes(bytes + section.sh_offset, section.sh_size);
    }
  }
  return SUCCESS;
}

}  // namespace

EXPORTED void culebra_fake_schedule(int schedule, uint32_t seed) {
  LOCKED;
  emulation::schedule(static_cast<emulation::Schedule>(schedule), seed);
}

EXPORTED int64_t culebra_fake_launches(void) { return launches; }

EXPORTED int64_t culebra_fake_contexts(int device) {
  LOCKED;
  return contexts[device];
}

DRIVER cuInit(unsigned) {
  LOCKED;
  if (deviceCount() == 0) {
    return NO_DEVICE;
  }
  initialized = true;
  return SUCCESS;
}

DRIVER cuDriverGetVersion(int *version) {
  *version = driverVersion();
  return SUCCESS;
}

DRIVER cuDeviceGetCount(int *count) {
  *count = deviceCount();
  return initialized ? SUCCESS : NOT_INITIALIZED;
}

DRIVER cuDeviceGet(int *device, int index) {
  *device = index;
  return index >= 0 && index < deviceCount() ? SUCCESS : INVALID_DEVICE;
}

DRIVER cuDeviceGetName(char *name, int length, int) {
  snprintf(name, length, "emulated device");
  return SUCCESS;
}

DRIVER cuDeviceTotalMem_v2(size_t *bytes, int device) {
  *bytes = device_memory::capacity(device);
  return SUCCESS;
}

DRIVER cuDeviceGetAttribute(int *value, int attribute, int device) {
  const int capability = ::capability(device);
  // Few multiprocessors.
  const std::map<int, int> known = {{75, capability / 10}, {76, capability % 10}, {16, 2}};
  const auto found = known.find(attribute);
  *value = found == known.end() ? 0 : found->second;
  return found == known.end() ? INVALID_VALUE : SUCCESS;
}

DRIVER cuDevicePrimaryCtxRetain(void **result, int device) {
  LOCKED;
  if (!initialized) {
    return NOT_INITIALIZED;
  }
  contexts[device]++;
  *result = &contexts[device];
  return device_memory::capacity(device) == 0 ? OUT_OF_MEMORY : SUCCESS;
}

DRIVER cuDevicePrimaryCtxRelease_v2(int) { return SUCCESS; }

DRIVER cuCtxSetCurrent(void *wanted) {
  const int64_t *context = static_cast<int64_t *>(wanted);
  if (context < contexts || context >= contexts + deviceCount()) {
    return INVALID_VALUE;
  }
  current = static_cast<int>(context - contexts);
  return SUCCESS;
}

DRIVER cuGetErrorName(int code, const char **name) {
  static const auto &names = *new std::map<int, const char *>{
      {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE"},
      {OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY"},
      {NOT_INITIALIZED, "CUDA_ERROR_NOT_INITIALIZED"},
      {NO_DEVICE, "CUDA_ERROR_NO_DEVICE"},
      {INVALID_DEVICE, "CUDA_ERROR_INVALID_DEVICE"},
      {INVALID_IMAGE, "CUDA_ERROR_INVALID_IMAGE"},
      {NO_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT"},
      {NO_IMAGE, "CUDA_ERROR_NO_BINARY_FOR_GPU"},
      {UNSUPPORTED_PTX, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION"},
      {JIT_DISABLED, "CUDA_ERROR_JIT_COMPILATION_DISABLED"},
      {INVALID_HANDLE, "CUDA_ERROR_INVALID_HANDLE"},
      {NOT_FOUND, "CUDA_ERROR_NOT_FOUND"},
      {NOT_READY, "CUDA_ERROR_NOT_READY"},
      {LAUNCH_FAILED, "CUDA_ERROR_LAUNCH_FAILED"},
      {CAPTURE_UNSUPPORTED, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"},
      {CAPTURE_UNMATCHED, "CUDA_ERROR_STREAM_CAPTURE_UNMATCHED"},
      {CAPTURE_UNJOINED, "CUDA_ERROR_STREAM_CAPTURE_UNJOINED"},
      {CAPTURE_ISOLATION, "CUDA_ERROR_STREAM_CAPTURE_ISOLATION"},
      {CAPTURED_EVENT, "CUDA_ERROR_CAPTURED_EVENT"},
  };
  const auto found = names.find(code);
  *name = found == names.end() ? "unknown" : found->second;
  return SUCCESS;
}

DRIVER cuGetErrorString(int code, const char **text) { return cuGetErrorName(code, text); }

DRIVER cuModuleLoadData(void **result, const void *bytes) {
  LIVING;
  Module *module = new Module{current, {}};
  const int refusal = memcmp(bytes, "\177ELF", 4) == 0
                          ? loadCubin(static_cast<const char *>(bytes), module)
                          : loadText(static_cast<const char *>(bytes), module);
  if (refusal != SUCCESS) {
    delete module;
    return refusal;
  }
  *result = module;
  return SUCCESS;
}

DRIVER cuModuleGetFunction(void **result, void *handle, const char *name) {
  LIVING;
  const Module *module = static_cast<Module *>(handle);
  if (module->device != current) {
    return INVALID_HANDLE;
  }
  const auto entry = module->entries.find(name);
  const emulation::Kernel *kernel = emulation::find(name);
  if (entry == module->entries.end() || kernel == nullptr) {
    return NOT_FOUND;
  }
  if (entry->second != kernel->blockBytes) {
    return INVALID_IMAGE;
  }
  *result = new Function{current, kernel};
  return SUCCESS;
}

DRIVER cuLaunchKernel(void *function, unsigned gridX, unsigned gridY, unsigned gridZ,
                      unsigned threadsX, unsigned threadsY, unsigned threadsZ, unsigned shared,
                      void *stream, void **parameters, void **) {
  LIVING;
  const Function *loaded = static_cast<Function *>(function);
  if (loaded->device != current) {
    return INVALID_HANDLE;
  }
  if (shared != 0 || parameters == nullptr) {
    return INVALID_VALUE;
  }
  const char *start = static_cast<const char *>(parameters[0]);
  const std::vector<char> block(start, start + loaded->kernel->blockBytes);
  const dim3 blocks(gridX, gridY, gridZ);
  const dim3 threads(threadsX, threadsY, threadsZ);
  return enqueue(stream, [=] { return run(loaded, blocks, threads, block); });
}

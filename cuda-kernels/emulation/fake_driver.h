// What the fake driver offers beside the driver's own functions: to other doubles and to tests.
#ifndef CULEBRA_FAKE_DRIVER_H
#define CULEBRA_FAKE_DRIVER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Puts work on a stream, captured if the stream is; the argument is copied.
int culebra_fake_enqueue(void *stream, const char *(*run)(const void *argument),
                         const void *argument, size_t bytes);

// Whether all the bytes lie in one allocation of the device.
int culebra_fake_holds(const void *start, size_t bytes);

// The order of threads: 0 forward, 1 backward, 2 random.
void culebra_fake_schedule(int schedule, uint32_t seed);

// What went wrong on the device, or an empty text.
const char *culebra_fake_message(void);

// Forgets what went wrong: a real device would need another process.
void culebra_fake_recover(void);

// Kernels launched so far, replays included.
int64_t culebra_fake_launches(void);

#ifdef __cplusplus
}
#endif

#endif

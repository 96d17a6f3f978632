// What the fake driver offers beside the driver's own functions: to other doubles and to tests.
#ifndef CULEBRA_FAKE_DRIVER_H
#define CULEBRA_FAKE_DRIVER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Puts work on a stream, captured if the stream is; the argument is copied. The work returns null,
// culebra_fake_blocked() to be asked again later, or what went wrong.
int culebra_fake_enqueue(void *stream, const char *(*run)(const void *argument),
                         const void *argument, size_t bytes);

const char *culebra_fake_blocked(void);

// Asks blocked work of all streams again.
void culebra_fake_wake(void);

// The number of a stream's device; negative if there is no such stream.
int culebra_fake_device(void *stream);

// Whether all the bytes lie in one allocation of the thread's device.
int culebra_fake_holds(const void *start, size_t bytes);

// Gives running work access to another device's memory, and takes it back.
void culebra_fake_open(int device);
void culebra_fake_shut(int device);

// The order of threads: 0 forward, 1 backward, 2 random.
void culebra_fake_schedule(int schedule, uint32_t seed);

// Whether graphs run work of a second stream as early as possible (1) or as late (0).
void culebra_fake_second_stream(int early);

// What went wrong on a device, or an empty text.
const char *culebra_fake_message(void);

// Bytes of memory that each device has from now on; all that there are, if that is less.
void culebra_fake_memory(int64_t bytes);

// Lets a device fail.
void culebra_fake_fail(int device);

// Forgets what went wrong: a real device would need another process.
void culebra_fake_recover(void);

// Kernels launched so far, replays included.
int64_t culebra_fake_launches(void);

// How often a device's context was asked for, also in vain.
int64_t culebra_fake_contexts(int device);

#ifdef __cplusplus
}
#endif

#endif

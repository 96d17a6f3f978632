/* The loops of the probes, in the vectors of whoever includes this. */
#ifndef CULEBRA_PROBE_LOOPS_H
#define CULEBRA_PROBE_LOOPS_H

#include "culebra/probe.h"
#include "culebra/kernel.h"
#include "culebra/vectors.h"

/* Vectors of one turn of a loop, so that no loop waits for its own last sum. */
enum { TURN = 4 };

#if defined(__x86_64__)
#define VECTOR_REGISTER "+v"
#elif defined(__aarch64__)
#define VECTOR_REGISTER "+w"
#else
#define VECTOR_REGISTER "+m"
#endif

static inline void multiply_add(const struct culebra_probe_multiply_add *b, int64_t begin,
                                int64_t end) {
  const vec factor = vec_splat(0.999f);
  const vec term = vec_splat(0.001f);
  const int64_t rounds = b->operations / (CULEBRA_PROBE_CHAINS * VEC_LANES);
  for (int64_t chunk = begin; chunk < end; chunk++) {
    vec chains[CULEBRA_PROBE_CHAINS];
    CULEBRA_UNROLL(12)
    for (int i = 0; i < CULEBRA_PROBE_CHAINS; i++) {
      chains[i] = vec_splat(0);
    }
    for (int64_t round = 0; round < rounds; round++) {
      CULEBRA_UNROLL(12)
      for (int i = 0; i < CULEBRA_PROBE_CHAINS; i++) {
        chains[i] = vec_multiply_add(chains[i], factor, term);
        /* Else all of them, which are equal, would be computed as one. */
        __asm__("" : VECTOR_REGISTER(chains[i]));
      }
    }
    vec sum = chains[0];
    CULEBRA_UNROLL(12)
    for (int i = 1; i < CULEBRA_PROBE_CHAINS; i++) {
      sum = sum + chains[i];
    }
    b->sums[chunk * b->apart] = vec_total(sum);
  }
}

static inline void store_past_caches(float *to, vec value) {
#if defined(__AVX512F__)
  _mm512_stream_ps(to, value);
#elif defined(__AVX2__)
  _mm256_stream_ps(to, value);
#else
  vec_store(to, value);
#endif
}

static inline void stores_are_done(void) {
#if defined(__AVX2__)
  _mm_sfence();
#endif
}

static inline float read_piece(const float *from, int64_t count) {
  vec sums[TURN] = {vec_splat(0), vec_splat(0), vec_splat(0), vec_splat(0)};
  for (int64_t at = 0; at < count; at += TURN * VEC_LANES) {
    CULEBRA_UNROLL(4)
    for (int i = 0; i < TURN; i++) {
      sums[i] = sums[i] + vec_load(from + at + i * VEC_LANES);
    }
  }
  return vec_total((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

static inline void write_piece(float *to, int64_t count, int bypass) {
  const vec one = vec_splat(1);
  for (int64_t at = 0; at < count; at += TURN * VEC_LANES) {
    CULEBRA_UNROLL(4)
    for (int i = 0; i < TURN; i++) {
      if (bypass) {
        store_past_caches(to + at + i * VEC_LANES, one);
      } else {
        vec_store(to + at + i * VEC_LANES, one);
      }
    }
  }
}

static inline void update_piece(float *both, int64_t count, int bypass) {
  const vec one = vec_splat(1);
  for (int64_t at = 0; at < count; at += TURN * VEC_LANES) {
    CULEBRA_UNROLL(4)
    for (int i = 0; i < TURN; i++) {
      float *place = both + at + i * VEC_LANES;
      vec next = vec_load(place) + one;
      if (bypass) {
        store_past_caches(place, next);
      } else {
        vec_store(place, next);
      }
    }
  }
}

static inline void streams(const struct culebra_probe_streams *b, int64_t begin, int64_t end) {
  float *const written = b->memory + b->reads * b->apart;
  float *const updated = written + b->writes * b->apart;
  for (int64_t chunk = begin; chunk < end; chunk++) {
    float sum = 0;
    const int64_t last = (chunk + 1) * CULEBRA_PROBE_CHUNK;
    for (int64_t at = chunk * CULEBRA_PROBE_CHUNK; at < last; at += b->piece) {
      for (int64_t i = 0; i < b->reads; i++) {
        sum += read_piece(b->memory + i * b->apart + at, b->piece);
      }
      for (int64_t i = 0; i < b->writes; i++) {
        write_piece(written + i * b->apart + at, b->piece, b->bypass);
      }
      for (int64_t i = 0; i < b->updates; i++) {
        update_piece(updated + i * b->apart + at, b->piece, b->bypass);
      }
    }
    b->sums[chunk] = sum;
  }
  stores_are_done();
}

#endif

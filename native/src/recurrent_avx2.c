#include "recurrent_steps.h"

#define CULEBRA_STEPS(name, run)                                                           \
  void name##_avx2(const struct culebra_recurrent *block, int64_t begin, int64_t end) { \
    run(block, begin, end);                                                                \
  }

CULEBRA_STEPS(culebra_recurrent, pack_chunks)
CULEBRA_STEPS(culebra_lstm_forward, lstm_forward)
CULEBRA_STEPS(culebra_lstm_backward, lstm_backward)
CULEBRA_STEPS(culebra_gru_forward, gru_forward)
CULEBRA_STEPS(culebra_gru_backward, gru_backward)

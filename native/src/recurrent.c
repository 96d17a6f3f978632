#include "culebra/recurrent.h"

#include "culebra/chosen.h"
#include "culebra/layout.h"
#include "recurrent_steps.h"

CULEBRA_FIELDS(culebra_recurrent) = {
    CULEBRA_FIELD(culebra_recurrent, weight),
    CULEBRA_FIELD(culebra_recurrent, panels),
    CULEBRA_FIELD(culebra_recurrent, left),
    CULEBRA_FIELD(culebra_recurrent, scratch),
    CULEBRA_FIELD(culebra_recurrent, order),
    CULEBRA_FIELD(culebra_recurrent, bias),
    CULEBRA_FIELD(culebra_recurrent, hidden_bias),
    CULEBRA_FIELD(culebra_recurrent, initial),
    CULEBRA_FIELD(culebra_recurrent, initial_cell),
    CULEBRA_FIELD(culebra_recurrent, y),
    CULEBRA_FIELD(culebra_recurrent, gates),
    CULEBRA_FIELD(culebra_recurrent, cells),
    CULEBRA_FIELD(culebra_recurrent, arrived),
    CULEBRA_FIELD(culebra_recurrent, to_state),
    CULEBRA_FIELD(culebra_recurrent, to_cell),
    CULEBRA_FIELD(culebra_recurrent, to_sums),
    CULEBRA_FIELD(culebra_recurrent, to_products),
    CULEBRA_FIELD(culebra_recurrent, samples),
    CULEBRA_FIELD(culebra_recurrent, length),
    CULEBRA_FIELD(culebra_recurrent, hidden),
    CULEBRA_FIELD(culebra_recurrent, columns),
    CULEBRA_FIELD(culebra_recurrent, chunk_units),
    CULEBRA_FIELD(culebra_recurrent, step),
    CULEBRA_FIELD(culebra_recurrent, rows),
    CULEBRA_FIELD(culebra_recurrent, rows_behind),
    CULEBRA_FIELD(culebra_recurrent, first),
    CULEBRA_FIELD(culebra_recurrent, backward),
    CULEBRA_FIELD(culebra_recurrent, tile_vectors),
    CULEBRA_END(culebra_recurrent),
};

CULEBRA_CHOSEN(culebra_recurrent, struct culebra_recurrent, pack_chunks)
CULEBRA_CHOSEN(culebra_lstm_forward, struct culebra_recurrent, lstm_forward)
CULEBRA_CHOSEN(culebra_lstm_backward, struct culebra_recurrent, lstm_backward)
CULEBRA_CHOSEN(culebra_gru_forward, struct culebra_recurrent, gru_forward)
CULEBRA_CHOSEN(culebra_gru_backward, struct culebra_recurrent, gru_backward)

#include "culebra/map_chain.h"

#include "culebra/chosen.h"
#include "culebra/layout.h"
#include "map_chain_tiles.h"

CULEBRA_FIELDS(culebra_map_chain) = {
    CULEBRA_FIELD(culebra_map_chain, left),
    CULEBRA_FIELD(culebra_map_chain, right),
    CULEBRA_FIELD(culebra_map_chain, output),
    CULEBRA_FIELD(culebra_map_chain, map),
    CULEBRA_FIELD(culebra_map_chain, left_mode),
    CULEBRA_FIELD(culebra_map_chain, left_size),
    CULEBRA_FIELD(culebra_map_chain, right_mode),
    CULEBRA_FIELD(culebra_map_chain, right_size),
    CULEBRA_FIELD(culebra_map_chain, output_mode),
    CULEBRA_FIELD(culebra_map_chain, output_size),
    CULEBRA_FIELD(culebra_map_chain, read),
    CULEBRA_FIELD(culebra_map_chain, written),
    CULEBRA_FIELD(culebra_map_chain, links),
    CULEBRA_FIELD(culebra_map_chain, reads),
    CULEBRA_FIELD(culebra_map_chain, writes),
    CULEBRA_FIELD(culebra_map_chain, run),
    CULEBRA_END(culebra_map_chain),
};

/* The maps in the order of their numbers, for whoever fills a block. */
#define CULEBRA_MAP_NUMBERED(name, arrays, value) {#name, arrays, 0},

CULEBRA_FIELDS(culebra_maps) = {CULEBRA_MAPS(CULEBRA_MAP_NUMBERED){"", 0, 0}};

CULEBRA_CHOSEN(culebra_map_chain, struct culebra_map_chain, chain_tiles)

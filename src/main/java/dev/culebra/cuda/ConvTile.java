package dev.culebra.cuda;

import java.util.List;

/**
 * What a block of threads computes of a product, as the kernels have them.
 *
 * @param rows of the result
 * @param columns of the result
 * @param depth that is in shared memory at once
 * @param threads of a block
 */
record ConvTile(int rows, int columns, int depth, int threads) {
  /** Those of float32, the largest first. */
  static final List<ConvTile> FLOATS =
      List.of(
          new ConvTile(128, 128, 8, 256),
          new ConvTile(128, 64, 8, 128),
          new ConvTile(64, 32, 16, 128),
          new ConvTile(128, 8, 8, 64));

  /** Those of matrix units, the largest first. */
  static final List<ConvTile> MATRIX =
      List.of(
          new ConvTile(128, 64, 16, 128),
          new ConvTile(64, 32, 16, 128),
          new ConvTile(128, 8, 16, 128));

  /** Fewer slices are read sooner than the parts of several blocks are added up. */
  private static final int FEWEST_SLICES = 16;

  /**
   * The largest tile that is not empty for the most part and leaves no multiprocessor without work:
   * large ones read each number for more products.
   *
   * @param tiles to choose from, the largest first: the last one is for few columns, and the one
   *     before for all else
   * @param products with so many rows and columns each
   */
  static ConvTile of(
      List<ConvTile> tiles, long products, long rows, int columns, int multiprocessors) {
    ConvTile narrow = tiles.getLast();
    if (columns <= narrow.columns) {
      return narrow;
    }
    for (ConvTile tile : tiles.subList(0, tiles.size() - 2)) {
      if (2 * columns > tile.columns && products * tile.count(rows, columns) >= multiprocessors) {
        return tile;
      }
    }
    return tiles.get(tiles.size() - 2);
  }

  /** Tiles of a product. */
  long count(long rows, int columns) {
    return (long) rowTiles(rows) * columnTiles(columns);
  }

  int rowTiles(long rows) {
    return Math.toIntExact(Math.ceilDiv(rows, rows()));
  }

  int columnTiles(int columns) {
    return Math.ceilDiv(columns, columns());
  }

  /** Among how many blocks the depth is divided, so that there is work for the whole device. */
  int splits(long blocks, long depth, int multiprocessors) {
    long wanted = 2L * multiprocessors / Math.max(blocks, 1);
    long most = depth / depth() / FEWEST_SLICES;
    return (int) Math.max(1, Math.min(wanted, most));
  }

  /** As in the names of kernels. */
  @Override
  public String toString() {
    return rows + "_" + columns;
  }
}

package dev.culebra.repro;

import java.util.ArrayList;
import java.util.List;

/**
 * Our figures beside the published ones.
 *
 * @param rows the figures
 * @param notes what a reader must know: data, split, what differs from the publication
 */
public record Table(List<Row> rows, List<String> notes) {
  private static final String REDUCED = " *";

  public Table {
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /** The table as people read it. */
  String text(Recipe recipe, Budget budget, long seed) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("METHOD", "MEASURE", "OURS", "PUBLISHED"));
    for (Row row : rows) {
      boolean isReduced = row.isTrained() && !budget.isFull();
      lines.add(
          List.of(
              row.method(),
              row.measure(),
              row.figure() + (isReduced ? REDUCED : ""),
              row.published() == null ? "none" : row.published().toString()));
    }
    StringBuilder text = new StringBuilder(recipe.paper()).append("\n\n").append(aligned(lines));
    text.append('\n');
    if (!budget.isFull()) {
      text.append("* at " + budget + " of the published budget (" + recipe.scaling() + ");");
      text.append(" in full: culebra repro " + recipe.name() + seedFlag(seed) + "\n");
    }
    notes.forEach(note -> text.append(note).append('\n'));
    text.append("seed ").append(seed).append('\n');
    return text.toString();
  }

  private static String seedFlag(long seed) {
    return seed == 1 ? "" : " --seed " + seed;
  }

  private static String aligned(List<List<String>> lines) {
    int columns = lines.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], line.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder padded = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String cell = line.get(column);
        padded.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
      }
      text.append(padded.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}

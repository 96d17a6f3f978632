package dev.culebra.eval;

/**
 * How well pictures between two lines are lines, and how evenly they turn; lower is better.
 *
 * @param meanDistance mean over all frames of the least cosine distance to a true line
 * @param meanSmoothness mean over all rows of the largest turn's share of the whole turn, less what
 *     even turning gives; a row that hardly turns counts as 0; NaN if all rows are such
 */
public record LinesScore(double meanDistance, double meanSmoothness) {}

/**
 * Level 7. One file per autoencoder: architecture, objective, sampling; the zoo lists them. A model
 * never trains itself, reads no data and writes no files.
 */
package dev.culebra.model;

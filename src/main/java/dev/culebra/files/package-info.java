/**
 * Level 0. Files that are either whole or absent: atomic writing, JSON, the lock of a run folder,
 * and {@link dev.culebra.files.UserError}, the one line a person reads when something of theirs is
 * wrong. Knows nothing of tensors or models. Imports nothing from Culebra.
 */
package dev.culebra.files;

/**
 * Level 6. Layers, one a file, with PyTorch's names, defaults and file order. A layer holds
 * parameters and applies operations; it knows no loss, no optimizer and no model.
 */
package dev.culebra.nn;

/**
 * Level 6. Data sets and the batches cut from them: one file a source. Pictures are channels-last
 * without the batch axis; pairs of sequences have batches of their own, bucketed by length. Reads
 * files and fills buffers; never touches a graph, a kernel or a device, and draws no random number
 * but the order of the samples and the angles of drawn lines.
 */
package dev.culebra.data;

/** Tests of the house itself: the levels of its packages. */
package dev.culebra.house;

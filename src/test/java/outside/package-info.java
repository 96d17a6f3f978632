/** An operation and its kernel from outside the jar, and the test that they are used. */
package outside;

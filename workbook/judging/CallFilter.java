package workbook.judging;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// What a confined JVM may ask of the kernel: threads, and neither a process, which would have to be found and ended while it starts others,
/// nor memory that counts as nobody's. The kernel runs this program before each system call and does what it returns (man 2 seccomp). It is
/// made of instructions of eight bytes, which look at the call's number, or at half of one of its arguments.
final class CallFilter {

    /// Instructions: load what lies at an offset; jump so far if it is equal, is not less, or has that bit; return.
    private static final int LOAD = 0x20;
    private static final int EQUAL = 0x15;
    private static final int AT_LEAST = 0x35;
    private static final int HAS = 0x45;
    private static final int RETURN = 0x06;

    /// What lies where.
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;

    /// What is returned. For a call that is not there the C library takes another, whose first argument can be seen.
    private static final int ALLOWED = 0x7fff0000;
    private static final int NOT_PERMITTED = 0x50000 | 1;
    private static final int NOT_THERE = 0x50000 | 38;
    private static final int END = 0x80000000;

    private static final int CLONE3 = 435;
    private static final int CLONE_THREAD = 0x10000;

    /// The numbers from which amd64 has its calls a second time.
    private static final int AGAIN = 0x40000000;

    private CallFilter() {
    }

    /// The program for this machine, or null where it has a processor of another kind.
    static byte[] program() {
        return switch (System.getProperty("os.arch")) {
            // fork, vfork, unshare, memfd_create, shmget, msgget, io_uring_setup, memfd_secret; arm64 has no forks
            case "amd64" -> program(0xC000003E, 56, 57, 58, 272, 319, 29, 68, 425, 447);
            case "aarch64" -> program(0xC00000B7, 220, 97, 279, 194, 186, 425, 447);
            default -> null;
        };
    }

    /// @param clone the call that starts threads, or processes
    /// @param never the calls that are not allowed, whatever their arguments
    private static byte[] program(int architecture, int clone, int... never) {
        var program = ByteBuffer.allocate(8 * (13 + 2 * never.length)).order(ByteOrder.LITTLE_ENDIAN);
        add(program, LOAD, 0, 0, ARCHITECTURE);
        add(program, EQUAL, 1, 0, architecture);
        add(program, RETURN, 0, 0, END);
        add(program, LOAD, 0, 0, NUMBER);
        add(program, AT_LEAST, 0, 1, AGAIN);
        add(program, RETURN, 0, 0, NOT_PERMITTED);
        add(program, EQUAL, 0, 1, CLONE3);
        add(program, RETURN, 0, 0, NOT_THERE);
        for (int number : never) {
            add(program, EQUAL, 0, 1, number);
            add(program, RETURN, 0, 0, NOT_PERMITTED);
        }
        add(program, EQUAL, 0, 3, clone);
        add(program, LOAD, 0, 0, FIRST_ARGUMENT);
        add(program, HAS, 1, 0, CLONE_THREAD);
        add(program, RETURN, 0, 0, NOT_PERMITTED);
        add(program, RETURN, 0, 0, ALLOWED);
        return program.array();
    }

    /// @param then how many instructions are left out where the comparison holds, and `otherwise` where not
    private static void add(ByteBuffer program, int code, int then, int otherwise, int operand) {
        program.putShort((short) code).put((byte) then).put((byte) otherwise).putInt(operand);
    }
}

//! System calls that a thread of another process is made to try, as a debugger would have it try
//! them. gdb of Debian 12 cannot: it does not write back the registers of processors with AMX.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;

use nix::libc::user_regs_struct;
use nix::sys::ptrace;
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;

/// The two bytes of the instruction `syscall`.
const SYSCALL: [u8; 2] = [0x0f, 0x05];
/// Below the stack pointer and the 128 bytes that a function may use there (System V ABI, x86-64,
/// section 3.2.2).
const SCRATCH: u64 = 4096;

/// A system call with its number and arguments.
pub struct Call {
    number: u64,
    arguments: [Argument; 3],
}

/// An argument of a system call.
#[derive(Clone)]
pub enum Argument {
    Number(u64),
    /// What the first call returned, where one call needs another.
    Before,
    /// Bytes that the thread is given, and their address.
    Bytes(Vec<u8>),
}

impl Call {
    pub fn new(number: nix::libc::c_long, arguments: [Argument; 3]) -> Self {
        Self { number: number.unsigned_abs(), arguments }
    }
}

/// What the last of these calls returns in each thread of a process: 0 or more, or the negative number
/// of the error.
pub fn in_each_thread(process: u32, calls: &[Call]) -> Vec<i64> {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).unwrap();
    let threads = tasks.map(|task| task.unwrap().file_name().to_str().unwrap().parse().unwrap());
    threads.map(|thread: i32| in_thread(process, Pid::from_raw(thread), calls)).collect()
}

fn in_thread(process: u32, thread: Pid, calls: &[Call]) -> i64 {
    ptrace::attach(thread).unwrap();
    waitpid(thread, Some(WaitPidFlag::__WALL)).unwrap();
    let before = ptrace::getregs(thread).unwrap();
    let memory = OpenOptions::new().read(true).write(true).open(format!("/proc/{process}/mem")).unwrap();
    let place = syscall_in(process, &memory);
    let mut result = 0;
    for call in calls {
        result = tries(thread, &memory, place, before, call, result);
    }
    ptrace::setregs(thread, before).unwrap();
    ptrace::detach(thread, None).unwrap();
    result
}

fn tries(
    thread: Pid,
    memory: &File,
    place: u64,
    mut registers: user_regs_struct,
    call: &Call,
    before: i64,
) -> i64 {
    let mut free = registers.rsp - SCRATCH;
    let mut given = [0; 3];
    for (value, argument) in given.iter_mut().zip(&call.arguments) {
        *value = match argument {
            Argument::Number(number) => *number,
            Argument::Before => before.cast_unsigned(),
            Argument::Bytes(bytes) => {
                free -= 256;
                memory.write_all_at(bytes, free).unwrap();
                free
            }
        };
    }
    registers.rip = place;
    registers.rax = call.number;
    // No call that was interrupted is begun again in the place of this one.
    registers.orig_rax = u64::MAX;
    [registers.rdi, registers.rsi, registers.rdx] = given;
    // The fourth argument, which is the mode where `open` makes a file, is the third here already.
    ptrace::setregs(thread, registers).unwrap();
    ptrace::step(thread, None).unwrap();
    waitpid(thread, Some(WaitPidFlag::__WALL)).unwrap();
    ptrace::getregs(thread).unwrap().rax.cast_signed()
}

/// Where in the code of a process such an instruction stands.
fn syscall_in(process: u32, memory: &File) -> u64 {
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    for line in maps.lines().filter(|line| line.contains(" r-xp ") && line.contains("libc")) {
        let (from, to) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let [from, to] = [from, to].map(|address| u64::from_str_radix(address, 16).unwrap());
        let mut code = vec![0; usize::try_from(to - from).unwrap()];
        memory.read_exact_at(&mut code, from).unwrap();
        if let Some(at) = code.windows(2).position(|two| two == SYSCALL) {
            return from + at as u64;
        }
    }
    panic!("no system call in the code of {process}:\n{maps}");
}

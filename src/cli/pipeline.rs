/*!
Work on a stream of inputs with several threads, results in input order, a bounded number of inputs in memory.
*/

use std::{
    io,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

/// Room for deep recursion in readers of hostile pages; only touched pages count.
const STACK: usize = 16 << 20;

/// Runs `work` on every input with `jobs` threads and hands the results to `sink` in input order. `out` is flushed when the next result is
/// not ready yet, so that a caller who waits for an answer before it sends the next input gets it. At most `3 * jobs` inputs are held.
///
/// # Errors
/// The first error of `sink` or of the flushing; the inputs after it are not worked on.
pub fn ordered<I: Send + 'static, O: Send + 'static, W: io::Write>(
    inputs: impl Iterator<Item = I> + Send + 'static,
    jobs: usize,
    work: impl Fn(I) -> O + Send + Sync + 'static,
    out: &mut W,
    mut sink: impl FnMut(&mut W, O) -> io::Result<()>,
) -> io::Result<()> {
    let (to_work, queue) = mpsc::sync_channel::<(I, mpsc::SyncSender<O>)>(jobs);
    // One slot for each input in flight, in input order: the bound on what is held.
    let (to_write, slots) = mpsc::sync_channel::<mpsc::Receiver<O>>(2 * jobs);
    let (queue, work) = (Arc::new(Mutex::new(queue)), Arc::new(work));
    for _ in 0..jobs {
        let (queue, work) = (Arc::clone(&queue), Arc::clone(&work));
        thread::Builder::new().stack_size(STACK).spawn(move || {
            loop {
                // The lock is let go before the work begins.
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok((input, slot)) = next else { return };
                let _ = slot.send(work(input));
            }
        })?;
    }
    // Not joined: when the output closes early, this thread may wait for input that never comes.
    thread::Builder::new().spawn(move || {
        for input in inputs {
            let (slot, result) = mpsc::sync_channel(1);
            if to_write.send(result).is_err() || to_work.send((input, slot)).is_err() {
                return;
            }
        }
    })?;
    loop {
        let slot = match slots.try_recv() {
            Ok(slot) => slot,
            Err(mpsc::TryRecvError::Disconnected) => break,
            Err(mpsc::TryRecvError::Empty) => {
                out.flush()?;
                let Ok(slot) = slots.recv() else { break };
                slot
            }
        };
        let result = if let Ok(result) = slot.try_recv() {
            Ok(result)
        } else {
            out.flush()?;
            slot.recv()
        };
        // A slot without a result: its worker died of a panic, which has been printed.
        let result = result.map_err(|_| io::Error::other("a worker thread died"))?;
        sink(out, result)?;
    }
    out.flush()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_input_order_whatever_the_number_of_threads() {
        for jobs in [1, 2, 7] {
            let mut out = Vec::new();
            let work = |n: u32| if n.is_multiple_of(3) { (0..n * 500).fold(n, |a, _| std::hint::black_box(a)) } else { n };
            ordered(0..200_u32, jobs, work, &mut out, |out, n| io::Write::write_fmt(out, format_args!("{n} "))).unwrap();
            let numbers: Vec<u32> = String::from_utf8(out).unwrap().split_whitespace().map(|n| n.parse().unwrap()).collect();
            assert_eq!(numbers, (0..200).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_more_inputs_are_taken_than_the_bound() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let taken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&taken);
        let endless = std::iter::repeat_with(move || counter.fetch_add(1, Ordering::SeqCst));
        let mut left = 20;
        let stopped = ordered(
            endless,
            2,
            |n| n,
            &mut io::sink(),
            |_, _| {
                left -= 1;
                if left == 0 { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(()) }
            },
        );
        assert_eq!(stopped.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        assert!(taken.load(Ordering::SeqCst) <= 20 + 3 * 2 + 2, "{taken:?}");
    }
}

package pipeline

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"tonghop/samples/effort"
)

// The shares of all workers together never pass the budget, a share that is larger than the whole is the whole, and
// everybody is served.
func TestMemoryBudget(t *testing.T) {
	b := newMemoryBudget()
	var held, most atomic.Int64
	var group sync.WaitGroup
	for i := range effort.Pick(50, 200) {
		group.Go(func() {
			size := []int64{10, 5 << 20, 100 << 20, 1 << 40}[i%4]
			share := b.take(size)
			now := held.Add(share)
			for before := most.Load(); now > before && !most.CompareAndSwap(before, now); before = most.Load() {
			}
			if share < leastMemory || share > readingMemory || size <= readingMemory && share < size {
				t.Errorf("a share for %d bytes is %d", size, share)
			}
			held.Add(-share)
			b.give(share)
		})
	}
	group.Wait()
	if most.Load() > readingMemory || b.free != readingMemory {
		t.Errorf("%d were held at once, %d are free in the end", most.Load(), b.free)
	}
}

// A content that needs more than its size lets expect is let go, and got again with a larger share.
func TestWithinTheBudget(t *testing.T) {
	b := newMemoryBudget()
	got, read := 0, 0
	content := append([]byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), 1)
	err := b.within(10, func() ([]byte, error) { got++; return content, nil }, func([]byte) {
		read++
		if b.free != 0 {
			t.Errorf("%d bytes are free for others", b.free)
		}
	})
	if err != nil || got != 2 || read != 1 || b.free != readingMemory {
		t.Errorf("got %d times, read %d times, %d free, %v", got, read, b.free, err)
	}
	failed := errors.New("gone")
	if err := b.within(10, func() ([]byte, error) { return nil, failed }, nil); !errors.Is(err, failed) ||
		b.free != readingMemory {
		t.Errorf("%v, %d free", err, b.free)
	}
}

// Results come in the order of the jobs, and no job begins while too much waits: here nothing is yielded before the
// first job ends, so that of the others only those begin that come to the bound.
func TestInOrder(t *testing.T) {
	const jobs, most, workers = 100, 50, 4
	release := make(chan struct{})
	var begun atomic.Int64
	list := make([]func() int, jobs)
	for i := range list {
		list[i] = func() int {
			if begun.Add(1); i == 0 {
				<-release
			}
			return i
		}
	}
	go func() {
		for begun.Load() < most/10+1 { // ten each
		}
		close(release)
	}()
	next := 0
	inOrder(context.Background(), list, workers, jobs, func(int) int { return 10 }, most)(func(i int) bool {
		if i == 0 && begun.Load() > most/10+1+workers {
			t.Errorf("%d jobs began while the first one was waited for", begun.Load())
		}
		if i != next {
			t.Errorf("job %d comes as number %d", i, next)
		}
		next++
		return true
	})
	if next != jobs {
		t.Errorf("%d of %d jobs came", next, jobs)
	}
}

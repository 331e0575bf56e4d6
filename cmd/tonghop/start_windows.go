package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"unsafe"

	"golang.org/x/sys/windows"

	"tonghop/pipeline/schedule/service"
)

// start carries out a command line as Windows starts programs: from a console, by a double click,
// or as a service. The service manager starts the program with service.Flag and expects it to
// answer as a service; a double click opens a console that vanishes with the program.
func start(env environment) int {
	if slices.Contains(env.args, service.Flag) {
		status, err := service.Serve(func(ctx context.Context, log slog.Handler, problems io.Writer) int {
			env.log, env.stderr = log, problems
			return run(ctx, env)
		})
		if err != nil {
			fmt.Fprintln(env.stderr, "tonghop:", err)
			return statusMisused
		}
		return status
	}
	defer speakUTF8()()
	status := runUntilSignal(env)
	if len(env.args) == 0 && ownsConsole() {
		fmt.Fprint(env.stderr, doubleClicked)
		bufio.NewReader(os.Stdin).ReadString('\n') //nolint:errcheck // whatever is typed closes the window
	}
	return status
}

// doubleClicked keeps the window that Windows opened for the program from vanishing with the help in it.
const doubleClicked = `
Đây là chương trình dòng lệnh: hãy mở PowerShell trong thư mục này rồi gõ các lệnh ở trên.
This is a program for the command line: open PowerShell in this folder and type the commands above.

Nhấn Enter để đóng cửa sổ. Press Enter to close this window.
`

// utf8CodePage is the number of that code page.
const utf8CodePage = 65001

// speakUTF8 lets the console, and whoever reads what the program prints through it, take the bytes for UTF-8: that is
// what the program prints. It returns how the console is set back.
func speakUTF8() (restore func()) {
	before, err := windows.GetConsoleOutputCP()
	if err != nil || windows.SetConsoleOutputCP(utf8CodePage) != nil {
		return func() {} // no console: a file or another program reads
	}
	return func() { windows.SetConsoleOutputCP(before) } //nolint:errcheck // the console is closed, and needs nothing
}

// ownsConsole says whether no other process has this console: Windows opened it for this program
// alone. It asks for two processes at most: that there is more than one is all that has to be
// known.
func ownsConsole() bool {
	var processes [2]uint32
	list := windows.NewLazySystemDLL("kernel32.dll").NewProc("GetConsoleProcessList")
	count, _, _ := list.Call(uintptr(unsafe.Pointer(&processes[0])), uintptr(len(processes)))
	return count == 1
}

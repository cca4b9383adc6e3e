/* What Windows has and Wine 8 lacks, in a library that every program of Rust loads.
 *
 * Wine has no bcryptprimitives.dll, from which Rust's standard library takes randomness.
 *
 * Its console says that it obeys escape sequences, and does not: it shows them as letters, and breaks lines where
 * these would not fit. Where ZEGELTEST_TERMINAL names a terminal, what a program writes on its console goes there as it
 * is, as a console of Windows hands it to the window that shows it. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
    return SystemFunction036(data, (ULONG)length);
}

static HANDLE terminal;

/* In UTF-8, with a carriage return before each line feed, as a console has it. */
static BOOL WINAPI write_console(HANDLE console, const VOID *text, DWORD length, LPDWORD written, LPVOID reserved)
{
    const WCHAR *letters = text;
    char *bytes = malloc(4 * length + 1);
    DWORD end = 0;
    (void)console;
    (void)reserved;
    for (DWORD at = 0; at < length;) {
        int units = IS_HIGH_SURROGATE(letters[at]) && at + 1 < length ? 2 : 1;
        if (letters[at] == '\n')
            bytes[end++] = '\r';
        if (letters[at])
            end += (DWORD)WideCharToMultiByte(CP_UTF8, 0, letters + at, units, bytes + end, 4, NULL, NULL);
        at += (DWORD)units;
    }
    WriteFile(terminal, bytes, end, &end, NULL);
    free(bytes);
    *written = length;
    return TRUE;
}

/* Puts ours in the place of a function that the program itself imports. */
static void replace(const char *name, void *ours)
{
    BYTE *base = (BYTE *)GetModuleHandleA(NULL);
    IMAGE_NT_HEADERS *headers = (IMAGE_NT_HEADERS *)(base + ((IMAGE_DOS_HEADER *)base)->e_lfanew);
    IMAGE_DATA_DIRECTORY *table = &headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT];
    IMAGE_IMPORT_DESCRIPTOR *library = (IMAGE_IMPORT_DESCRIPTOR *)(base + table->VirtualAddress);
    for (; library->Name; library++) {
        IMAGE_THUNK_DATA *asked = (IMAGE_THUNK_DATA *)(base + library->OriginalFirstThunk);
        IMAGE_THUNK_DATA *given = (IMAGE_THUNK_DATA *)(base + library->FirstThunk);
        for (; asked->u1.AddressOfData; asked++, given++) {
            IMAGE_IMPORT_BY_NAME *import = (IMAGE_IMPORT_BY_NAME *)(base + asked->u1.AddressOfData);
            DWORD before;
            if (IMAGE_SNAP_BY_ORDINAL(asked->u1.Ordinal) || strcmp((char *)import->Name, name))
                continue;
            VirtualProtect(given, sizeof *given, PAGE_READWRITE, &before);
            given->u1.Function = (ULONG_PTR)ours;
            VirtualProtect(given, sizeof *given, before, &before);
        }
    }
}

BOOL WINAPI DllMain(HINSTANCE library, DWORD reason, LPVOID reserved)
{
    (void)library;
    (void)reserved;
    char name[MAX_PATH];
    if (reason != DLL_PROCESS_ATTACH || !GetEnvironmentVariableA("ZEGELTEST_TERMINAL", name, sizeof name))
        return TRUE;
    terminal = CreateFileA(name, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (terminal == INVALID_HANDLE_VALUE)
        return FALSE;
    replace("WriteConsoleW", (void *)write_console);
    return TRUE;
}

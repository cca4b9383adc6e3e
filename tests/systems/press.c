/* Starts a program on its own console, and presses keys there as Windows reports them: for each line that comes from
 * 127.0.0.1, `port` being the first word, a key, what is held down with it, and the letter, as numbers. */
#include <stdio.h>
#include <winsock2.h>
#include <windows.h>

static DWORD WINAPI press(LPVOID port)
{
    WSADATA data;
    struct sockaddr_in place = { 0 };
    HANDLE keyboard = CreateFileA("CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                                  OPEN_EXISTING, 0, NULL);
    char line[64];
    int length = 0;
    WSAStartup(MAKEWORD(2, 2), &data);
    SOCKET from = socket(AF_INET, SOCK_STREAM, 0);
    place.sin_family = AF_INET;
    place.sin_port = htons((u_short)(ULONG_PTR)port);
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connect(from, (struct sockaddr *)&place, sizeof place);
    while (recv(from, line + length, 1, 0) == 1) {
        if (line[length] != '\n') {
            length = (length + 1) % (int)(sizeof line - 1);
            continue;
        }
        unsigned key, held, letter;
        line[length] = 0;
        length = 0;
        if (sscanf(line, "%u %u %u", &key, &held, &letter) == 3) {
            INPUT_RECORD records[2] = { 0 };
            DWORD written;
            for (int at = 0; at < 2; at++) {
                KEY_EVENT_RECORD *event = &records[at].Event.KeyEvent;
                records[at].EventType = KEY_EVENT;
                event->bKeyDown = at == 0;
                event->wRepeatCount = 1;
                event->wVirtualKeyCode = (WORD)key;
                event->uChar.UnicodeChar = (WCHAR)letter;
                event->dwControlKeyState = held;
            }
            WriteConsoleInputW(keyboard, records, 2, &written);
        }
    }
    return 0;
}

int main(int count, char **words)
{
    STARTUPINFOA start = { .cb = sizeof start };
    PROCESS_INFORMATION child;
    DWORD code = 1;
    if (count != 3 || !CreateProcessA(words[2], NULL, NULL, NULL, TRUE, 0, NULL, NULL, &start, &child))
        return 1;
    CreateThread(NULL, 0, press, (LPVOID)(ULONG_PTR)atoi(words[1]), 0, NULL);
    WaitForSingleObject(child.hProcess, INFINITE);
    GetExitCodeProcess(child.hProcess, &code);
    return (int)code;
}

//! A notice on a desktop of Windows, by the PowerShell that comes with it. Windows shows notices of programs
//! that it knows alone, so this is one of PowerShell's.

use std::io::Result;
use std::process::Command;

use super::command::run;

/// What shows the two variables, which are text and never part of a script.
const SCRIPT: &str = r"
$ErrorActionPreference = 'Stop'
[Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime] | Out-Null
$kind = [Windows.UI.Notifications.ToastTemplateType]::ToastText02
$toast = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent($kind)
$lines = $toast.GetElementsByTagName('text')
$lines.Item(0).AppendChild($toast.CreateTextNode($env:ZEGEL_NOTICE_TITLE)) | Out-Null
$lines.Item(1).AppendChild($toast.CreateTextNode($env:ZEGEL_NOTICE_TEXT)) | Out-Null
$shell = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\WindowsPowerShell\v1.0\powershell.exe'
$notifier = [Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($shell)
$notifier.Show([Windows.UI.Notifications.ToastNotification]::new($toast))
";

/// Shows a notice, or says why nobody shows it.
pub fn show_notice(title: &str, text: &str) -> Result<()> {
    let mut shell = Command::new("powershell");
    shell.args(["-NoProfile", "-NonInteractive", "-Command", SCRIPT]);
    run(shell.env("ZEGEL_NOTICE_TITLE", title).env("ZEGEL_NOTICE_TEXT", text)).map(drop)
}

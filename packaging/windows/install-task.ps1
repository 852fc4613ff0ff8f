<#
.SYNOPSIS
Lets the Windows scheduler make a pass over a drop folder at start-up and every few minutes.
Планировщик Windows проходит по обменной папке при запуске и каждые несколько минут.

.DESCRIPTION
Registers obmen-task.xml, which lies beside it, with a folder and flags of your own. No password is asked for or kept. Run it as an administrator.
Регистрирует лежащий рядом obmen-task.xml с вашей папкой и ключами. Пароль не спрашивается и не хранится. Запускайте от имени администратора.

.PARAMETER Root
The drop folder; it is made if need be. / Обменная папка; при необходимости создаётся.

.PARAMETER Flags
What becomes of the files, as it is typed behind obmen watch. None, -Flags '', where obmen.yaml in the folder says it.
Что делать с файлами, как пишется после obmen watch. Ничего, -Flags '', если это сказано в obmen.yaml в папке.

.PARAMETER Account
LOCAL SERVICE, or NETWORK SERVICE for a folder on a share: there it is known as the machine.
LOCAL SERVICE, а для папки на сетевом ресурсе NETWORK SERVICE: там он виден как сам компьютер.

.EXAMPLE
powershell -ExecutionPolicy Bypass -File install-task.ps1 -Root C:\Exchange

.EXAMPLE
.\install-task.ps1 -Root 'D:\Обмен с магазинами' -Name 'obmen - магазины' -Flags '--lang ru'
#>
# Saved as UTF-8 with a byte order mark: without it PowerShell 5.1 reads Cyrillic as windows-1251.
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)] [string] $Root,
    [string] $Program = (Join-Path $env:ProgramFiles 'obmen\obmen.exe'),
    [string] $Flags = '--lang ru --to csv --dialect excel-ru --headers ru',
    [string] $Name = 'obmen',
    [ValidateRange(1, 1440)] [int] $Minutes = 5,
    [ValidateSet('LOCAL SERVICE', 'NETWORK SERVICE')] [string] $Account = 'LOCAL SERVICE'
)
$ErrorActionPreference = 'Stop'

if (-not (Test-Path -LiteralPath $Program -PathType Leaf)) {
    throw "There is no ${Program}: name obmen.exe with -Program. / Нет файла ${Program}: укажите obmen.exe в -Program."
}
$Program = (Get-Item -LiteralPath $Program).FullName
$Root = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Root)
[void] [IO.Directory]::CreateDirectory($Root)

# In quotes, in which Windows takes a backslash before the last one for its own: C:\ is "C:\\".
$quoted = '"' + ($Root -replace '(\\+)$', '$1$1') + '"'

$task = New-Object System.Xml.XmlDocument
$task.Load((Join-Path $PSScriptRoot 'obmen-task.xml'))
$task.Task.RegistrationInfo.Description = "obmen: $Root"
$task.Task.Triggers.TimeTrigger.Repetition.Interval = "PT${Minutes}M"
$task.Task.Principals.Principal.UserId = @{ 'LOCAL SERVICE' = 'S-1-5-19'; 'NETWORK SERVICE' = 'S-1-5-20' }[$Account]
$task.Task.Actions.Exec.Command = $Program
$task.Task.Actions.Exec.Arguments = "watch $quoted --once $Flags".Trim()
$task.Task.Actions.Exec.WorkingDirectory = $Root

Register-ScheduledTask -TaskName $Name -Xml $task.OuterXml -Force

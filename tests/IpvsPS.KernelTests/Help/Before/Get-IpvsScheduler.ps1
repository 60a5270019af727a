# The lab's kernel has its modules elsewhere; the page shows what it shows where they are in /lib/modules, without the warning.
$PSDefaultParameterValues['Get-IpvsScheduler:WarningAction'] = 'SilentlyContinue'

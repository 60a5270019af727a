# A job loads the module from where modules are installed.
$env:PSModulePath += ":$(Split-Path (Get-Module IpvsPS).ModuleBase)"

# Runs a script with the module imported: the module's manifest, the script and its arguments.
param([string] $Manifest, [string] $Script)
Import-Module $Manifest
& $Script @args

import { render } from 'preact'
import './style.css'
import './print.css'
import { App } from './shell/app'
import { listen } from './shell/place'

listen()
render(<App />, document.getElementById('app')!)
